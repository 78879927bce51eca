// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arguments of a command. What is put in for a word in braces stays within its argument, whatever
 * it holds: it is never split, and never read by a shell.
 */
final class ArgumentVector {
    private static final Pattern WORD = Pattern.compile("\\{([a-z]+)\\}");

    private ArgumentVector() {}

    /** An address that a program would take for an option. */
    static final class OptionLookalike extends Exception {
        private static final long serialVersionUID = 1L;

        OptionLookalike(String value) {
            super(value + " begins with a hyphen and would be taken for an option");
        }
    }

    /**
     * Cuts at blanks outside of double quotes; a backslash takes the next octet as it is.
     *
     * @throws IllegalArgumentException if a quote is left open
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                boolean escape = c == '\\' && i + 1 < line.length();
                word.append(escape ? line.charAt(++i) : c);
                begun = true;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is left open in: " + line);
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /**
     * Checks the words in braces.
     *
     * @throws IllegalArgumentException if nobody knows one
     */
    static void check(List<String> arguments) {
        for (String argument : arguments) {
            Matcher words = WORD.matcher(argument);
            while (words.find()) {
                if (!Substitutions.NAMES.contains(words.group(1))) {
                    throw new IllegalArgumentException("nobody knows " + words.group());
                }
            }
        }
    }

    /**
     * Puts the values in.
     *
     * @throws OptionLookalike if an argument begins with a value that begins with a hyphen
     */
    static List<String> filled(List<String> arguments, Map<String, String> values)
            throws OptionLookalike {
        List<String> filled = new ArrayList<>();
        for (String argument : arguments) {
            String value =
                    WORD.matcher(argument)
                            .replaceAll(m -> Matcher.quoteReplacement(values.get(m.group(1))));
            if (value.startsWith("-") && !argument.startsWith("-")) {
                throw new OptionLookalike(value);
            }
            filled.add(value);
        }
        return filled;
    }
}
