// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compiles the right side of a mapping entry (reference page mta-essentials, "Mappings"). Inside a
 * sequence with an end, a dollar sign quotes the character that would end it.
 */
final class ActionCompiler {
    private static final char NOTHING = 0;
    private static final String SCHEME = "ldap://";

    private final String text;

    /** Where the sequence begins that is read now. */
    private int begin;

    private int at;

    private ActionCompiler(String text) {
        this.text = text;
    }

    static List<Action> compile(String template) throws PatternSyntaxException {
        return new ActionCompiler(template).until(NOTHING);
    }

    /** Actions up to a character, which is taken too. */
    private List<Action> until(char close) throws PatternSyntaxException {
        int opened = begin;
        List<Action> actions = new ArrayList<>(2);
        StringBuilder plain = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == close && close != NOTHING) {
                addText(plain, actions);
                return List.copyOf(actions);
            }
            if (c != '$') {
                plain.append(c);
                continue;
            }
            begin = at - 1;
            char what = next();
            if (what == close || isLiteral(what)) {
                plain.append(what);
            } else {
                addText(plain, actions);
                actions.add(action(what));
            }
        }
        if (close != NOTHING) {
            begin = opened;
            throw problem("'" + close + "' is missing at its end");
        }
        addText(plain, actions);
        return List.copyOf(actions);
    }

    private static boolean isLiteral(char what) {
        return !isLetter(what) && !isDigit(what) && "|\\^_?:;<>{[]#=".indexOf(what) < 0;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static void addText(StringBuilder plain, List<Action> actions) {
        if (plain.length() > 0) {
            actions.add(new Action.Text(plain.toString()));
            plain.setLength(0);
        }
    }

    private Action action(char what) throws PatternSyntaxException {
        if (isDigit(what)) {
            return new Action.Field(what - '0');
        }
        return switch (what) {
            case '|' -> table();
            case '{' -> new Action.General(until('}'));
            case ']' -> ldap();
            case '[' -> callout();
            case '#' -> SequenceSyntax.read(begin, upTo('#', "$#name|radix|width|modulus#"));
            case '\\', '^', '_' -> new Action.Case(what);
            case '=' -> new Action.Quote();
            case '?' -> chance();
            case ':' -> new Action.Condition(Character.toUpperCase(next()), true);
            case ';' -> new Action.Condition(Character.toUpperCase(next()), false);
            default -> new Action.Flag(begin, Character.toUpperCase(what));
        };
    }

    private Action table() throws PatternSyntaxException {
        int start = begin;
        String name = upTo(';', "$|table;argument|").toUpperCase(Locale.ROOT);
        if (name.isEmpty() || name.indexOf('|') >= 0) {
            throw problem("expected $|table;argument|");
        }
        return new Action.Table(start, name, until('|'));
    }

    private Action ldap() throws PatternSyntaxException {
        int start = begin;
        List<Action> url = until('[');
        if (url.isEmpty()
                || url.get(0) instanceof Action.Text first
                        && !first.text().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            begin = start;
            throw problem("an LDAP URL begins with " + SCHEME);
        }
        return new Action.Ldap(start, url);
    }

    private Action callout() throws PatternSyntaxException {
        int start = begin;
        String form = "$[library,routine,argument]";
        String library = upTo(',', form);
        String routine = upTo(',', form);
        if (library.isEmpty() || routine.isEmpty()) {
            throw problem("expected " + form);
        }
        return new Action.Callout(start, library, routine, until(']'));
    }

    private Action chance() throws PatternSyntaxException {
        String percent = upTo('?', "$?n? with 0 to 100 percent");
        boolean digits = !percent.isEmpty() && percent.chars().allMatch(c -> isDigit((char) c));
        if (!digits || percent.length() > 3 || Integer.parseInt(percent) > 100) {
            throw problem("expected $?n? with 0 to 100 percent");
        }
        return new Action.Chance(Integer.parseInt(percent));
    }

    private String upTo(char close, String form) throws PatternSyntaxException {
        int end = text.indexOf(close, at);
        if (end < 0) {
            throw problem("expected " + form);
        }
        String inside = text.substring(at, end);
        at = end + 1;
        return inside;
    }

    private PatternSyntaxException problem(String reason) {
        return new PatternSyntaxException(begin, reason);
    }

    private char next() throws PatternSyntaxException {
        if (at == text.length()) {
            throw problem("template ends in the middle of a sequence");
        }
        return text.charAt(at++);
    }
}
