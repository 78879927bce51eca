// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;

/** Attributes as an administrator writes them: {@code name=value}. */
final class Attributes {
    private Attributes() {}

    static Map<String, List<String>> of(List<String> texts) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = equals(text);
            List<String> values =
                    attributes.computeIfAbsent(text.substring(0, equals), n -> new ArrayList<>());
            if (equals < text.length() - 1) {
                values.add(text.substring(equals + 1));
            }
        }
        return attributes;
    }

    /** Filters: an attribute and its pattern. */
    static Map<String, String> patterns(List<String> texts) {
        Map<String, String> patterns = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = equals(text);
            patterns.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return patterns;
    }

    private static int equals(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("expected name=value, not '" + text + "'");
        }
        return equals;
    }

    /** Changes: {@code name=value} replaces, {@code +=} adds, {@code -=} takes away. */
    static List<AttributeChange> changes(List<String> texts) {
        Map<String, AttributeChange> changes = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = equals(text);
            Operation operation =
                    switch (text.charAt(equals - 1)) {
                        case '+' -> Operation.ADD;
                        case '-' -> Operation.REMOVE;
                        default -> Operation.REPLACE;
                    };
            String name = text.substring(0, operation == Operation.REPLACE ? equals : equals - 1);
            List<String> values =
                    equals == text.length() - 1 ? List.of() : List.of(text.substring(equals + 1));
            changes.merge(
                    name + " " + operation,
                    new AttributeChange(name, operation, values),
                    Attributes::both);
        }
        return List.copyOf(changes.values());
    }

    private static AttributeChange both(AttributeChange first, AttributeChange second) {
        List<String> values = new ArrayList<>(first.values());
        values.addAll(second.values());
        return new AttributeChange(first.attribute(), first.operation(), values);
    }
}
