// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;

/**
 * Lets options stand behind arguments, as people write them: Karaf takes a word behind the first
 * argument for an argument always. The options of a simple command are moved to its front with
 * their values; words keep their quotes. A line with several commands, variables or closures is
 * left as it is, and so is everything behind {@code --}.
 */
final class OptionsFirst {
    private static final String NOT_SIMPLE = ";|&{}$()<>\n`";

    private final Registry registry;

    OptionsFirst(Registry registry) {
        this.registry = registry;
    }

    /** The line with options in front. */
    String apply(String line) {
        List<String> words = words(line);
        if (words.size() < 3) {
            return line;
        }
        Map<String, Boolean> options = options(words.get(0));
        List<String> front = new ArrayList<>();
        List<String> back = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            Boolean takesValue = options.get(equals < 0 ? word : word.substring(0, equals));
            if (word.equals("--")) {
                back.addAll(words.subList(i, words.size()));
                break;
            }
            if (takesValue == null) {
                back.add(word);
                continue;
            }
            front.add(word);
            if (takesValue && equals < 0 && i + 1 < words.size()) {
                front.add(words.get(++i));
            }
        }
        front.add(0, words.get(0));
        front.addAll(back);
        return String.join(" ", front);
    }

    /** Words with their quotes; none if the line is more than one simple command. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word.append(c).append(line.charAt(++i));
                continue;
            }
            if (quote == 0 && NOT_SIMPLE.indexOf(c) >= 0 || quote == '"' && c == '$') {
                return List.of();
            }
            if (quote == 0 && Character.isWhitespace(c)) {
                end(word, words);
                continue;
            }
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == c) {
                quote = 0;
            }
            word.append(c);
        }
        end(word, words);
        return quote == 0 ? words : List.of();
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Names of a command's options, and whether a value follows. */
    private Map<String, Boolean> options(String name) {
        Map<String, Boolean> options = new HashMap<>();
        int colon = name.indexOf(':');
        Command command =
                colon < 0
                        ? null
                        : registry.getCommand(name.substring(0, colon), name.substring(colon + 1));
        for (Class<?> type = action(command); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    boolean takesValue =
                            field.getType() != boolean.class && field.getType() != Boolean.class;
                    options.put(option.name(), takesValue);
                    for (String alias : option.aliases()) {
                        options.put(alias, takesValue);
                    }
                }
            }
        }
        return options;
    }

    /** Karaf's own class of commands tells their class; its package is not exported. */
    private static Class<?> action(Command command) {
        if (command == null) {
            return null;
        }
        try {
            return (Class<?>) command.getClass().getMethod("getActionClass").invoke(command);
        } catch (ReflectiveOperationException another) {
            return null;
        }
    }
}
