// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.message.HeaderBlock;

/**
 * What the header of a message must be like: each field that is named has a value, encoded words
 * decoded, that one of its patterns matches.
 *
 * @param patterns by the name of the field, lower case
 */
record HeaderConditions(Map<String, List<TextPattern>> patterns) {
    private static final int LONGEST_VALUE = 4_096;

    HeaderConditions {
        Map<String, List<TextPattern>> copy = new LinkedHashMap<>();
        patterns.forEach((field, all) -> copy.put(field, List.copyOf(all)));
        patterns = Map.copyOf(copy);
    }

    /** True when every header will do. */
    boolean isEmpty() {
        return patterns.isEmpty();
    }

    boolean match(HeaderBlock header) {
        return patterns.entrySet().stream()
                .allMatch(
                        field ->
                                header.all(field.getKey()).stream()
                                        .map(f -> beginning(f.decoded()))
                                        .anyMatch(value -> matchesOne(field.getValue(), value)));
    }

    private static boolean matchesOne(List<TextPattern> patterns, String value) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(value));
    }

    private static String beginning(String value) {
        return value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value;
    }
}
