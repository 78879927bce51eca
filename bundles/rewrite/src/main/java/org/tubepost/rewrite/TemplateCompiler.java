// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tubepost.api.config.RewriteRule;

/**
 * Compiles a template {@code A%B@C} with its substitutions and control sequences (reference page
 * mta-essentials, "Rewrite rules").
 */
final class TemplateCompiler {
    private final String text;
    private int at;

    private TemplateCompiler(String text) {
        this.text = text;
    }

    static Rule compile(RewriteRule source) throws TemplateSyntaxException {
        TemplateCompiler compiler = new TemplateCompiler(source.template());
        List<Piece> user = compiler.pieces("%@");
        char first = compiler.separator();
        if (first == 0) {
            throw new TemplateSyntaxException("template needs '%' or '@' behind the user");
        }
        List<Piece> domain = compiler.pieces("@");
        char second = compiler.separator();
        if (first == '@') {
            if (second != 0) {
                throw new TemplateSyntaxException("source routes in templates are obsolete");
            }
            return new Rule(source, Rule.Form.ROUTE, user, domain, domain);
        }
        if (second == 0) {
            return new Rule(source, Rule.Form.AGAIN, user, domain, List.of());
        }
        List<Piece> host = compiler.pieces("@");
        if (compiler.separator() != 0) {
            throw new TemplateSyntaxException("source routes in templates are obsolete");
        }
        return new Rule(source, Rule.Form.ROUTE, user, domain, host);
    }

    private char separator() {
        return at < text.length() ? text.charAt(at++) : 0;
    }

    private List<Piece> pieces(String stops) throws TemplateSyntaxException {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at++);
            if (c != '$') {
                plain.append(c);
                continue;
            }
            if (at == text.length()) {
                throw new TemplateSyntaxException("'$' at the end");
            }
            if ("$%@ ".indexOf(text.charAt(at)) >= 0) {
                plain.append(text.charAt(at++));
                continue;
            }
            flush(plain, pieces);
            pieces.add(sequence());
        }
        flush(plain, pieces);
        return pieces;
    }

    private static void flush(StringBuilder plain, List<Piece> pieces) {
        if (plain.length() > 0) {
            pieces.add(new Piece.Text(plain.toString()));
            plain.setLength(0);
        }
    }

    private Piece sequence() throws TemplateSyntaxException {
        int number = number();
        char c = Character.toUpperCase(next());
        return switch (c) {
            case 'U' -> new Piece.User(number);
            case 'D' -> new Piece.Matched(Math.max(0, number));
            case 'H' -> new Piece.Unmatched(Math.max(0, number));
            case 'L' -> new Piece.LiteralRest();
            case 'W' -> new Piece.Unique();
            case '&' -> new Piece.Wildcard(digit(), false);
            case '!' -> new Piece.Wildcard(digit(), true);
            case '*' -> new Piece.MatchedPart(digit(), false);
            case '#' -> new Piece.MatchedPart(digit(), true);
            case '\\', '^', '_' -> new Piece.Case(c);
            case 'E', 'B', 'F', 'R', 'A', 'P', 'S', 'X' -> new Piece.Kind(c);
            case 'M', 'N', 'Q', 'C' -> new Piece.ChannelIs(c, name());
            case 'V' -> new Piece.DirectoryDomain(true, argument());
            case 'Z' -> new Piece.DirectoryDomain(false, argument());
            case 'T' -> new Piece.Tag(name());
            case '?' -> failureText(number < 0 ? 550 : number);
            case '{' -> mapping();
            case '}' -> domainAttribute();
            case '(' -> throw new TemplateSyntaxException("$(…) is not in force yet");
            case ']' -> throw new TemplateSyntaxException("$]…[ is not in force yet");
            case '[' -> throw new TemplateSyntaxException("$[…] is not in force yet");
            default -> throw new TemplateSyntaxException("unknown sequence '$" + c + "'");
        };
    }

    private Piece failureText(int code) throws TemplateSyntaxException {
        if (code < 400 || code > 599) {
            throw new TemplateSyntaxException("the code of $nnn?text is 400 to 599");
        }
        return new Piece.FailureText(code, rest());
    }

    private Piece mapping() throws TemplateSyntaxException {
        String table = upTo(',', "${table,probe}").toUpperCase(Locale.ROOT);
        return new Piece.Mapping(
                table, new TemplateCompiler(upTo('}', "${table,probe}")).pieces(""));
    }

    private Piece domainAttribute() throws TemplateSyntaxException {
        String domain = upTo(',', "$}domain,attribute{");
        return new Piece.DomainAttribute(
                new TemplateCompiler(domain).pieces(""), upTo('{', "$}domain,attribute{"));
    }

    private String upTo(char end, String form) throws TemplateSyntaxException {
        int stop = text.indexOf(end, at);
        if (stop < 0) {
            throw new TemplateSyntaxException("expected " + form);
        }
        String part = text.substring(at, stop);
        at = stop + 1;
        return part;
    }

    /** Argument of {@code $V} and {@code $Z}: host characters and substitutions. */
    private List<Piece> argument() throws TemplateSyntaxException {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '$') {
                int mark = at++;
                int number = number();
                char what = at < text.length() ? Character.toUpperCase(text.charAt(at)) : 0;
                if ("DHL&!".indexOf(what) < 0 || what == 0) {
                    at = mark;
                    break;
                }
                at++;
                flush(plain, pieces);
                pieces.add(
                        switch (what) {
                            case 'D' -> new Piece.Matched(Math.max(0, number));
                            case 'H' -> new Piece.Unmatched(Math.max(0, number));
                            case 'L' -> new Piece.LiteralRest();
                            default -> new Piece.Wildcard(digit(), what == '!');
                        });
            } else if (Character.isLetterOrDigit(c) || "-_.:[]".indexOf(c) >= 0) {
                plain.append(c);
                at++;
            } else {
                break;
            }
        }
        flush(plain, pieces);
        if (pieces.isEmpty()) {
            throw new TemplateSyntaxException("$V and $Z need a host");
        }
        return pieces;
    }

    private String name() throws TemplateSyntaxException {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at))
                        || text.charAt(at) == '_'
                        || text.charAt(at) == '-')) {
            at++;
        }
        if (start == at) {
            throw new TemplateSyntaxException("control sequence needs a name");
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    /** Text of a failure: up to the next separator or sequence; {@code $} quotes a character. */
    private String rest() {
        StringBuilder rest = new StringBuilder();
        while (at < text.length() && "%@".indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (c == '$') {
                if (at + 1 == text.length() || "$%@ ".indexOf(text.charAt(at + 1)) < 0) {
                    break;
                }
                at++;
            }
            rest.append(text.charAt(at++));
        }
        return rest.toString().strip();
    }

    private int number() {
        int start = at;
        while (at < text.length() && at - start < 3 && Character.isDigit(text.charAt(at))) {
            at++;
        }
        return start == at ? -1 : Integer.parseInt(text.substring(start, at));
    }

    private int digit() throws TemplateSyntaxException {
        char c = next();
        if (!Character.isDigit(c)) {
            throw new TemplateSyntaxException("expected a digit");
        }
        return c - '0';
    }

    private char next() throws TemplateSyntaxException {
        if (at == text.length()) {
            throw new TemplateSyntaxException("template ends in the middle of a sequence");
        }
        return text.charAt(at++);
    }
}
