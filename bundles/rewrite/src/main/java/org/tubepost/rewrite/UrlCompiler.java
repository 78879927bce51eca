// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.directory.SearchRequest;

/**
 * Compiles {@code $]ldap-url[}. Within the URL the sequences of the seed's LDAP URLs hold: {@code
 * $A} address, {@code $D} whole domain, {@code $H} its first label, {@code $U} user, {@code $L}
 * user without a tilde or underscore before it, {@code $S} sub-address, and labels. Each is quoted
 * for the place where it stands, the name or the filter.
 */
final class UrlCompiler {
    private static final int NAME = 0;
    private static final int FILTER = 3;
    private static final String FORM = "$]ldap-url[";

    private final TemplateCursor cursor;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder sample = new StringBuilder();
    private int part;

    UrlCompiler(TemplateCursor cursor) {
        this.cursor = cursor;
    }

    Question question() throws TemplateSyntaxException {
        while (!cursor.skip('[')) {
            if (cursor.atEnd()) {
                throw new TemplateSyntaxException("expected " + FORM);
            }
            character(cursor.next());
        }
        flush();
        try {
            SearchRequest.ofUrl(sample.toString());
        } catch (IllegalArgumentException noUrl) {
            throw new TemplateSyntaxException(FORM + ": " + noUrl.getMessage());
        }
        return new Question.LdapValue(List.copyOf(pieces));
    }

    private void character(char c) throws TemplateSyntaxException {
        if (c == '$' && !cursor.skip('$')) {
            substitution();
            return;
        }
        part += c == '?' ? 1 : 0;
        plain.append(c);
        sample.append(c);
    }

    private void substitution() throws TemplateSyntaxException {
        int number = cursor.number();
        char c = Character.toUpperCase(cursor.next());
        if (c == '=') {
            // Asks for quoting, which is always done here.
            return;
        }
        if (part != NAME && part != FILTER) {
            throw new TemplateSyntaxException(
                    "substitutions of an LDAP URL stand in its name or its filter");
        }
        flush();
        pieces.add(new Piece.Quoted(piece(number, c), part == NAME));
        sample.append('x');
    }

    private Piece piece(int number, char c) throws TemplateSyntaxException {
        if (c == 'U' && number <= 1) {
            return number < 0 ? new Piece.User() : new Piece.UserPart((char) ('0' + number));
        }
        if (number >= 0) {
            throw new TemplateSyntaxException("$" + c + " of an LDAP URL takes no such number");
        }
        return switch (c) {
            case 'A' -> new Piece.WholeAddress();
            case 'D' -> new Piece.WholeDomain();
            case 'H' -> new Piece.FirstLabel();
            case 'L', 'S' -> new Piece.UserPart(c);
            case '&', '!', '*', '#' ->
                    new Piece.Label(c == '*' || c == '#', cursor.digit(), c == '!' || c == '#');
            default ->
                    throw new TemplateSyntaxException(
                            "unknown sequence '$" + c + "' in an LDAP URL");
        };
    }

    private void flush() {
        if (plain.length() > 0) {
            pieces.add(new Piece.Plain(plain.toString()));
            plain.setLength(0);
        }
    }
}
