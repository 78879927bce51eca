// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Which fields a line of text has. It stands as a comment before the first line that follows it, so
 * that a file can be read whatever the options were when it was written. Immutable.
 *
 * @param fields those that are written
 * @param blockSize octets of a block, the unit of the size
 * @param brackets an empty address is written as {@code <>}
 */
record Layout(Set<Field> fields, long blockSize, boolean brackets) {
    private static final String HEAD = "#fields block=";

    boolean has(Field field) {
        return fields.contains(field);
    }

    /** The comment, without line break. */
    String head() {
        StringJoiner names = new StringJoiner(" ");
        fields.forEach(f -> names.add(f.label()));
        return HEAD + blockSize + (brackets ? " brackets " : " ") + names;
    }

    /** Reads the comment; empty for any other line. */
    static Optional<Layout> parse(String line) {
        if (!line.startsWith(HEAD)) {
            return Optional.empty();
        }
        String[] words = line.substring(HEAD.length()).split(" ");
        Set<Field> fields = EnumSet.noneOf(Field.class);
        boolean brackets = false;
        try {
            for (int i = 1; i < words.length; i++) {
                if (words[i].equals("brackets")) {
                    brackets = true;
                } else {
                    fields.add(Field.valueOf(words[i].toUpperCase(Locale.ROOT).replace('-', '_')));
                }
            }
            return Optional.of(new Layout(fields, Long.parseLong(words[0]), brackets));
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }
}
