// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Turns lists of definitions into maps that keep file order. */
final class Definitions {
    private Definitions() {}

    static <T> Map<String, T> byName(List<T> definitions, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        definitions.forEach(d -> map.put(name.apply(d), d));
        return Collections.unmodifiableMap(map);
    }
}
