// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compiles the right side of a mapping entry (reference page mta-essentials, "Mappings"). */
final class ActionCompiler {
    private final String text;
    private int at;

    private ActionCompiler(String text) {
        this.text = text;
    }

    static List<Action> compile(String template) throws PatternSyntaxException {
        return new ActionCompiler(template).actions();
    }

    private List<Action> actions() throws PatternSyntaxException {
        List<Action> actions = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '$') {
                plain.append(c);
                continue;
            }
            char what = next();
            if (!Character.isLetterOrDigit(what) && "|\\^_?:;<>{[]#=".indexOf(what) < 0) {
                plain.append(what);
                continue;
            }
            if (plain.length() > 0) {
                actions.add(new Action.Text(plain.toString()));
                plain.setLength(0);
            }
            actions.add(action(what));
        }
        if (plain.length() > 0) {
            actions.add(new Action.Text(plain.toString()));
        }
        return List.copyOf(actions);
    }

    private Action action(char what) throws PatternSyntaxException {
        if (Character.isDigit(what)) {
            return new Action.Field(what - '0');
        }
        return switch (what) {
            case '|' -> table();
            case '\\', '^', '_' -> new Action.Case(what);
            case '?' -> chance();
            case ':' -> new Action.Condition(Character.toUpperCase(next()), true);
            case ';' -> new Action.Condition(Character.toUpperCase(next()), false);
            case '{' -> throw new PatternSyntaxException("${…} is not in force yet");
            case '[' -> throw new PatternSyntaxException("$[…] is not in force yet");
            case ']' -> throw new PatternSyntaxException("$]…[ is not in force yet");
            case '#' -> throw new PatternSyntaxException("$#…# is not in force yet");
            case '=' -> throw new PatternSyntaxException("$= is not in force yet");
            default -> new Action.Flag(Character.toUpperCase(what));
        };
    }

    private Action table() throws PatternSyntaxException {
        int semicolon = text.indexOf(';', at);
        int end = text.indexOf('|', Math.max(at, semicolon));
        if (semicolon < 0 || end < 0) {
            throw new PatternSyntaxException("expected $|table;argument|");
        }
        String name = text.substring(at, semicolon).toUpperCase(Locale.ROOT);
        List<Action> argument = compile(text.substring(semicolon + 1, end));
        at = end + 1;
        return new Action.Table(name, argument);
    }

    private Action chance() throws PatternSyntaxException {
        int end = text.indexOf('?', at);
        String percent = text.substring(at, Math.max(at, end));
        if (!percent.matches("\\d{1,3}") || Integer.parseInt(percent) > 100) {
            throw new PatternSyntaxException("expected $?n? with 0 to 100 percent");
        }
        at = end + 1;
        return new Action.Chance(Integer.parseInt(percent));
    }

    private char next() throws PatternSyntaxException {
        if (at == text.length()) {
            throw new PatternSyntaxException("template ends in the middle of a sequence");
        }
        return text.charAt(at++);
    }
}
