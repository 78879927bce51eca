// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Compiles the left side of a mapping entry (reference page mta-essentials, "Mappings"). */
final class PatternCompiler {
    private static final IntPredicate ANY = c -> true;

    /** Matching is recursive in the wildcards. */
    private static final int MOST_WILDCARDS = 256;

    private final String text;
    private final List<Element> elements = new ArrayList<>();
    private boolean saving = true;
    private int at;

    private PatternCompiler(String text) {
        this.text = text;
    }

    static List<Element> compile(String pattern) throws PatternSyntaxException {
        PatternCompiler compiler = new PatternCompiler(pattern);
        while (compiler.at < pattern.length()) {
            compiler.element();
        }
        if (compiler.elements.stream().filter(e -> !(e instanceof Element.Literal)).count()
                > MOST_WILDCARDS) {
            throw new PatternSyntaxException(
                    "pattern has more than " + MOST_WILDCARDS + " wildcards");
        }
        return List.copyOf(compiler.elements);
    }

    private void element() throws PatternSyntaxException {
        char c = text.charAt(at++);
        switch (c) {
            case '%' -> elements.add(new Element.One(ANY, saving));
            case '*' -> elements.add(new Element.Many(ANY, false, saving));
            case '$' -> quoted();
            default -> elements.add(new Element.Literal(Character.toUpperCase(c)));
        }
    }

    private void quoted() throws PatternSyntaxException {
        char c = next();
        switch (c) {
            case '_' -> {
                expect('*');
                elements.add(new Element.Many(ANY, true, saving));
            }
            case '@' -> saving = false;
            case '^' -> saving = true;
            case '[' -> repeated(set());
            case '(' -> network(')', false);
            case '<' -> network('>', true);
            case '{' -> network('}', false);
            default -> {
                if (Character.isDigit(c) && peek() == '*') {
                    at++;
                    elements.add(new Element.BackReference(c - '0'));
                } else if (named(c) != null && (peek() == '%' || peek() == '*')) {
                    repeated(named(c));
                } else {
                    elements.add(new Element.Literal(Character.toUpperCase(c)));
                }
            }
        }
    }

    private void repeated(IntPredicate set) throws PatternSyntaxException {
        char how = next();
        switch (how) {
            case '%' -> elements.add(new Element.One(set, saving));
            case '*' -> elements.add(new Element.Many(set, false, saving));
            default -> throw new PatternSyntaxException("a character class needs '%' or '*'");
        }
    }

    private static IntPredicate named(char name) {
        return switch (Character.toUpperCase(name)) {
            case 'A' -> c -> c < 0x80 && Character.isLetter(c);
            case 'B' -> c -> c == '0' || c == '1';
            case 'D' -> c -> c >= '0' && c <= '9';
            case 'H', 'X' -> c -> Character.digit(c, 16) >= 0;
            case 'O' -> c -> c >= '0' && c <= '7';
            case 'S' -> c -> (c < 0x80 && Character.isLetterOrDigit(c)) || c == '_' || c == '$';
            case 'T' -> c -> c == ' ' || c == '\t';
            default -> null;
        };
    }

    private IntPredicate set() throws PatternSyntaxException {
        int end = text.indexOf(']', at);
        if (end < 0) {
            throw new PatternSyntaxException("character class is not closed");
        }
        String inside = text.substring(at, end).toUpperCase(Locale.ROOT);
        at = end + 1;
        boolean negated = inside.startsWith("~");
        String members = expand(negated ? inside.substring(1) : inside);
        return c -> (members.indexOf(Character.toUpperCase(c)) >= 0) != negated;
    }

    private static String expand(String ranges) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < ranges.length(); i++) {
            char from = ranges.charAt(i);
            if (i + 2 < ranges.length() && ranges.charAt(i + 1) == '-') {
                char to = ranges.charAt(i + 2);
                for (char c = from; c <= to && c != Character.MAX_VALUE; c++) {
                    all.append(c);
                }
                i += 2;
            } else {
                all.append(from);
            }
        }
        return all.toString();
    }

    private void network(char close, boolean ignoredBits) throws PatternSyntaxException {
        int end = text.indexOf(close, at);
        if (end < 0) {
            throw new PatternSyntaxException("address prefix is not closed");
        }
        String inside = text.substring(at, end);
        at = end + 1;
        int slash = inside.indexOf('/');
        String address = slash < 0 ? inside : inside.substring(0, slash);
        byte[] prefix =
                NumericAddress.parse(address)
                        .orElseThrow(
                                () ->
                                        new PatternSyntaxException(
                                                "'" + address + "' is no address"));
        int width = prefix.length * 8;
        int bits = slash < 0 ? width : bits(inside, slash);
        int significant = ignoredBits && slash >= 0 ? width - bits : bits;
        if (significant < 0 || significant > width) {
            throw new PatternSyntaxException("prefix length of '" + inside + "'");
        }
        elements.add(new Element.Network(prefix, significant));
    }

    private static int bits(String inside, int slash) throws PatternSyntaxException {
        try {
            return Integer.parseInt(inside.substring(slash + 1));
        } catch (NumberFormatException malformed) {
            throw new PatternSyntaxException("'" + inside + "' is no address prefix");
        }
    }

    private void expect(char wanted) throws PatternSyntaxException {
        if (next() != wanted) {
            throw new PatternSyntaxException("expected '" + wanted + "'");
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() throws PatternSyntaxException {
        if (at == text.length()) {
            throw new PatternSyntaxException("pattern ends in the middle of a sequence");
        }
        return text.charAt(at++);
    }
}
