// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Compiles the left side of a mapping entry (reference page mta-essentials, "Mappings"). */
final class PatternCompiler {
    /** Matching is recursive in the wildcards. */
    private static final int MOST_WILDCARDS = 256;

    private final String text;
    private final List<Element> elements = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private boolean saving = true;
    private int wildcards;
    private int begin;
    private int at;

    private PatternCompiler(String text) {
        this.text = text;
    }

    static Pattern compile(String pattern) throws PatternSyntaxException {
        PatternCompiler compiler = new PatternCompiler(pattern);
        while (compiler.at < pattern.length()) {
            compiler.element();
        }
        compiler.endLiteral();
        return new Pattern(compiler.elements);
    }

    private void element() throws PatternSyntaxException {
        begin = at;
        char c = text.charAt(at++);
        switch (c) {
            case '%' -> wildcard(new Element.One(CharacterClass.ANY, saving));
            case '*' -> wildcard(new Element.Many(CharacterClass.ANY, false, saving));
            case '$' -> quoted();
            default -> literal.append(Character.toUpperCase(c));
        }
    }

    private void wildcard(Element element) throws PatternSyntaxException {
        endLiteral();
        elements.add(element);
        if (++wildcards > MOST_WILDCARDS) {
            throw problem("pattern has more than " + MOST_WILDCARDS + " wildcards");
        }
    }

    private void endLiteral() {
        if (literal.length() > 0) {
            elements.add(new Element.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private void quoted() throws PatternSyntaxException {
        char c = next();
        switch (c) {
            case '_' -> {
                if (next() != '*') {
                    throw problem("expected '$_*'");
                }
                wildcard(new Element.Many(CharacterClass.ANY, true, saving));
            }
            case '@' -> saving = false;
            case '^' -> saving = true;
            case '[' -> {
                int end = CharacterClass.end(text, at);
                if (end < 0) {
                    throw problem("character class is not closed");
                }
                IntPredicate set = CharacterClass.listed(text.substring(at, end));
                at = end + 1;
                repeated(set);
            }
            case '(' -> network(')', false);
            case '<' -> network('>', true);
            case '{' -> network('}', false);
            default -> letter(c);
        }
    }

    private void letter(char c) throws PatternSyntaxException {
        boolean many = at < text.length() && text.charAt(at) == '*';
        boolean one = at < text.length() && text.charAt(at) == '%';
        if (many && c >= '0' && c <= '9') {
            at++;
            wildcard(new Element.BackReference(c - '0'));
            return;
        }
        IntPredicate named = one || many ? CharacterClass.named(c) : null;
        if (named == null) {
            literal.append(Character.toUpperCase(c));
        } else {
            repeated(named);
        }
    }

    private void repeated(IntPredicate set) throws PatternSyntaxException {
        char how = next();
        switch (how) {
            case '%' -> wildcard(new Element.One(set, saving));
            case '*' -> wildcard(new Element.Many(set, false, saving));
            default -> throw problem("a character class needs '%' or '*'");
        }
    }

    private void network(char close, boolean ignoredBits) throws PatternSyntaxException {
        int end = text.indexOf(close, at);
        if (end < 0) {
            throw problem("address prefix is not closed");
        }
        String inside = text.substring(at, end);
        at = end + 1;
        int slash = inside.indexOf('/');
        String address = slash < 0 ? inside : inside.substring(0, slash);
        byte[] prefix =
                NumericAddress.parse(address)
                        .orElseThrow(() -> problem("'" + address + "' is no address"));
        int width = prefix.length * 8;
        int bits = slash < 0 ? width : bits(inside, slash);
        int significant = ignoredBits && slash >= 0 ? width - bits : bits;
        if (significant < 0 || significant > width) {
            throw problem("prefix length of '" + inside + "'");
        }
        wildcard(new Element.Network(prefix, significant));
    }

    private int bits(String inside, int slash) throws PatternSyntaxException {
        try {
            return Integer.parseInt(inside.substring(slash + 1));
        } catch (NumberFormatException malformed) {
            throw problem("'" + inside + "' is no address prefix");
        }
    }

    private PatternSyntaxException problem(String reason) {
        return new PatternSyntaxException(begin, reason);
    }

    private char next() throws PatternSyntaxException {
        if (at == text.length()) {
            throw problem("pattern ends in the middle of a sequence");
        }
        return text.charAt(at++);
    }
}
