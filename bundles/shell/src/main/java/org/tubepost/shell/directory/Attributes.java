// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attributes as an administrator writes them: {@code name=value}. */
final class Attributes {
    private Attributes() {}

    static Map<String, List<String>> of(List<String> texts) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected name=value, not '" + text + "'");
            }
            List<String> values =
                    attributes.computeIfAbsent(text.substring(0, equals), n -> new ArrayList<>());
            if (equals < text.length() - 1) {
                values.add(text.substring(equals + 1));
            }
        }
        return attributes;
    }
}
