// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.List;
import java.util.Locale;
import org.tubepost.api.config.RewriteRule;

/**
 * Compiles a template {@code A%B@C} with its substitutions and control sequences (reference page
 * mta-essentials, "Rewrite rules"). Sequences that ask another room may stand within each other, to
 * a bounded depth. The message of a failure tells an administrator what is wrong.
 */
final class TemplateCompiler {
    private static final int MAX_DEPTH = 8;
    private static final String SEPARATORS = "%@";

    private final RewriteRule source;
    private final TemplateCursor cursor;
    private final Controls controls = new Controls();
    private int depth;

    private TemplateCompiler(RewriteRule source) {
        this.source = source;
        this.cursor = new TemplateCursor(source.template());
    }

    static Rule compile(RewriteRule source) throws TemplateSyntaxException {
        DatabaseTemplate database = DatabaseTemplate.of(source);
        return database == null
                ? compilePlain(source)
                : new Rule(
                        source,
                        PatternText.normal(source.pattern()),
                        Rule.Form.DATABASE,
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        new Controls(),
                        database);
    }

    /** Compiles a template in which no database is asked. */
    static Rule compilePlain(RewriteRule source) throws TemplateSyntaxException {
        TemplateCompiler compiler = new TemplateCompiler(source);
        return compiler.isOnlyAText() ? compiler.refusal() : compiler.template();
    }

    /** Pieces of a text that is no whole template. */
    static List<Piece> piecesOf(String text, RewriteRule source) throws TemplateSyntaxException {
        TemplateCompiler compiler =
                new TemplateCompiler(new RewriteRule(source.pattern(), text, source.location()));
        compiler.depth = 1;
        return compiler.pieces("");
    }

    /** {@code $?text} alone: nothing is rewritten, and the text says why. */
    private boolean isOnlyAText() {
        if (!cursor.skip('$')) {
            return false;
        }
        cursor.number();
        boolean only = cursor.skip('?');
        if (only) {
            cursor.failureText("");
            only = cursor.atEnd();
        }
        cursor.reset(0);
        return only;
    }

    private Rule refusal() throws TemplateSyntaxException {
        cursor.skip('$');
        int code = cursor.number();
        cursor.skip('?');
        failure(code, "");
        List<Piece> host = List.of(new Piece.WholeDomain());
        return new Rule(
                source,
                PatternText.normal(source.pattern()),
                Rule.Form.ROUTE,
                List.of(new Piece.User()),
                host,
                host,
                null,
                controls,
                null);
    }

    private Rule template() throws TemplateSyntaxException {
        List<Piece> user = pieces(SEPARATORS);
        if (cursor.atEnd()) {
            throw new TemplateSyntaxException("template needs '%' or '@' behind the user");
        }
        if (cursor.skip('%')) {
            List<Piece> domain = domain();
            List<Piece> host = cursor.skip('@') ? pieces(SEPARATORS) : null;
            return host == null
                    ? rule(Rule.Form.AGAIN, user, domain, List.of(), null)
                    : rule(Rule.Form.ROUTE, user, domain, host, null);
        }
        cursor.skip('@');
        List<Piece> domain = domain();
        if (!cursor.skip('@')) {
            return rule(Rule.Form.ROUTE, user, domain, domain, null);
        }
        List<Piece> nextHop = pieces(SEPARATORS);
        List<Piece> host = cursor.skip('@') ? pieces(SEPARATORS) : nextHop;
        return rule(Rule.Form.ROUTE, user, domain, host, nextHop);
    }

    private Rule rule(
            Rule.Form form,
            List<Piece> user,
            List<Piece> domain,
            List<Piece> host,
            List<Piece> nextHop)
            throws TemplateSyntaxException {
        if (!cursor.atEnd()) {
            throw new TemplateSyntaxException(
                    "a template is A%B@C, A@B, A%B or A@B@C@D; a plain '%' or '@' is $% or $@");
        }
        return new Rule(
                source,
                PatternText.normal(source.pattern()),
                form,
                user,
                domain,
                host,
                nextHop,
                controls,
                null);
    }

    /** A name that is cut by its pattern and put together again need not be cut. */
    private List<Piece> domain() throws TemplateSyntaxException {
        List<Piece> pieces = pieces(SEPARATORS);
        String pattern = source.pattern();
        boolean name =
                pattern.indexOf('[') < 0
                        && !pattern.endsWith(PatternText.PERCENT)
                        && !pattern.endsWith(PatternText.BANG);
        return name && pieces.equals(List.of(new Piece.Unmatched(0), new Piece.Matched(0)))
                ? List.of(new Piece.WholeDomain())
                : pieces;
    }

    private List<Piece> pieces(String stops) throws TemplateSyntaxException {
        PieceList pieces = new PieceList();
        while (!cursor.atEnd() && stops.indexOf(cursor.peek()) < 0) {
            if (cursor.isQuoted()) {
                cursor.next();
                pieces.plain(cursor.next());
            } else if (cursor.skip('$')) {
                sequence(pieces);
            } else {
                pieces.plain(cursor.next());
            }
        }
        return pieces.all();
    }

    private void sequence(PieceList pieces) throws TemplateSyntaxException {
        if (cursor.atEnd()) {
            throw new TemplateSyntaxException("'$' at the end");
        }
        int number = cursor.number();
        char c = Character.toUpperCase(cursor.next());
        if (c == '\\' || c == '^' || c == '_') {
            unnumbered(number, c);
            pieces.letterCase(c);
        } else if (!control(number, c)) {
            pieces.add(substitution(number, c));
        }
    }

    private Piece substitution(int number, char c) throws TemplateSyntaxException {
        switch (c) {
            case 'U' -> {
                return user(number);
            }
            case 'D' -> {
                return new Piece.Matched(Math.max(0, number));
            }
            case 'H' -> {
                return new Piece.Unmatched(Math.max(0, number));
            }
            default -> unnumbered(number, c);
        }
        return switch (c) {
            case 'L' -> new Piece.LiteralRest();
            case 'W' -> new Piece.Unique();
            case '&', '!', '*', '#' -> label(c);
            case '{', '}', '[' -> new Piece.Asked(nested(c));
            case ']' -> new Piece.Asked(new UrlCompiler(cursor).question());
            case '(' -> throw new TemplateSyntaxException("$(…) may not stand in another one");
            default -> throw new TemplateSyntaxException("unknown sequence '$" + c + "'");
        };
    }

    private Piece label(char c) throws TemplateSyntaxException {
        return new Piece.Label(c == '*' || c == '#', cursor.digit(), c == '!' || c == '#');
    }

    private static Piece user(int number) throws TemplateSyntaxException {
        return switch (number) {
            case -1 -> new Piece.User();
            case 0 -> new Piece.UserPart('0');
            case 1 -> new Piece.UserPart('1');
            default -> throw new TemplateSyntaxException("only $U, $0U and $1U are known");
        };
    }

    private Question nested(char opening) throws TemplateSyntaxException {
        if (++depth > MAX_DEPTH) {
            throw new TemplateSyntaxException("sequences stand too deep within each other");
        }
        Question question =
                switch (opening) {
                    case '{' -> mapping();
                    case '}' -> domainAttribute();
                    default -> routine();
                };
        depth--;
        return question;
    }

    private Question mapping() throws TemplateSyntaxException {
        String table = cursor.upTo(',', "${table,probe}").toUpperCase(Locale.ROOT);
        return new Question.Mapping(table, upTo('}', "${table,probe}"));
    }

    private Question domainAttribute() throws TemplateSyntaxException {
        List<Piece> domain = upTo(',', "$}domain,attribute{");
        return new Question.DomainAttribute(domain, cursor.upTo('{', "$}domain,attribute{"));
    }

    private Question routine() throws TemplateSyntaxException {
        String form = "$[library,routine,argument]";
        return new Question.Routine(
                cursor.upTo(',', form).strip(), cursor.upTo(',', form).strip(), upTo(']', form));
    }

    private List<Piece> upTo(char end, String form) throws TemplateSyntaxException {
        List<Piece> pieces = pieces(String.valueOf(end));
        if (!cursor.skip(end)) {
            throw new TemplateSyntaxException("expected " + form);
        }
        return pieces;
    }

    /** Reads a control sequence; false if it is none. */
    private boolean control(int number, char c) throws TemplateSyntaxException {
        if ("EBFRAPSXMNQCVZT?".indexOf(c) < 0) {
            return false;
        }
        if (depth > 0) {
            throw new TemplateSyntaxException("$" + c + " may not stand within another sequence");
        }
        if (number == 1 && (c == 'M' || c == 'N')) {
            controls.reprocessing(c);
            return true;
        }
        if (c != '?') {
            unnumbered(number, c);
        }
        switch (c) {
            case '?' -> failure(number, SEPARATORS);
            case 'M', 'N', 'Q', 'C' -> controls.channel(c, cursor.name());
            case 'V', 'Z' ->
                    controls.domain(new Controls.DirectoryDomain(c == 'V', hostArgument()));
            case 'T' -> controls.tag(cursor.name());
            default -> controls.kind(c);
        }
        return true;
    }

    private void failure(int number, String stops) throws TemplateSyntaxException {
        controls.reply(FailureText.reply(number, cursor.failureText(stops)));
    }

    /** Argument of {@code $V} and {@code $Z}: host characters and substitutions. */
    private List<Piece> hostArgument() throws TemplateSyntaxException {
        PieceList pieces = new PieceList();
        while (!cursor.atEnd()) {
            char c = cursor.peek();
            if (Character.isLetterOrDigit(c) || "-_.:[]".indexOf(c) >= 0) {
                pieces.plain(cursor.next());
            } else if (c != '$' || !hostSequence(pieces)) {
                break;
            }
        }
        List<Piece> host = pieces.all();
        if (host.isEmpty()) {
            throw new TemplateSyntaxException("$V and $Z need a host");
        }
        return host;
    }

    private boolean hostSequence(PieceList pieces) throws TemplateSyntaxException {
        int mark = cursor.mark();
        cursor.skip('$');
        int number = cursor.number();
        char what = Character.toUpperCase(cursor.peek());
        if (what == 0 || "DHL&!*#".indexOf(what) < 0) {
            cursor.reset(mark);
            return false;
        }
        cursor.next();
        pieces.add(substitution(number, what));
        return true;
    }

    private static void unnumbered(int number, char c) throws TemplateSyntaxException {
        if (number >= 0) {
            throw new TemplateSyntaxException("$" + c + " takes no number");
        }
    }
}
