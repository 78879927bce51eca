// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.Arrays;
import java.util.List;

/** Words of a setting: in a cfg file one line has them all, with commas or blanks between. */
final class SettingWords {
    private SettingWords() {}

    static List<String> of(String... values) {
        return Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split("[,\\s]+")))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
