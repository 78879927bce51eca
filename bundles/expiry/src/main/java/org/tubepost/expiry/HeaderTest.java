// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.tubepost.message.HeaderBlock;

/**
 * A pattern that a header field must match.
 *
 * @param field name, lower case
 * @param pattern of its value, encoded words decoded
 */
record HeaderTest(String field, TextPattern pattern) {
    private static final int LONGEST_VALUE = 4_096;

    HeaderTest {
        field = field.toLowerCase(Locale.ROOT);
    }

    /** True when each field that is named has a value that one of its patterns matches. */
    static boolean allMatch(List<HeaderTest> tests, HeaderBlock header) {
        Map<String, List<HeaderTest>> byField =
                tests.stream().collect(Collectors.groupingBy(HeaderTest::field));
        return byField.entrySet().stream()
                .allMatch(e -> e.getValue().stream().anyMatch(t -> t.matches(header)));
    }

    private boolean matches(HeaderBlock header) {
        return header.all(field).stream()
                .map(f -> f.decoded())
                .anyMatch(
                        v ->
                                pattern.matches(
                                        v.length() > LONGEST_VALUE
                                                ? v.substring(0, LONGEST_VALUE)
                                                : v));
    }
}
