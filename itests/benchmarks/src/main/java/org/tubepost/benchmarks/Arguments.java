// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Words of a command line: {@code --name value}, and {@code --name} alone for what is on or off.
 * What nobody has asked for is a mistake.
 */
final class Arguments {
    private static final String ON = "";

    private final Map<String, String> given = new HashMap<>();

    Arguments(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).startsWith("--")) {
                throw new IllegalArgumentException("'" + words.get(i) + "' is no option");
            }
            boolean valued = i + 1 < words.size() && !words.get(i + 1).startsWith("--");
            String name = words.get(i).substring(2);
            given.put(name, valued ? words.get(++i) : ON);
        }
    }

    String text(String name, String otherwise) {
        String value = given.remove(name);
        if (ON.equals(value)) {
            throw new IllegalArgumentException("--" + name + " needs a value");
        }
        return value == null ? otherwise : value;
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    double fraction(String name) {
        double value = Double.parseDouble(text(name, "0"));
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("--" + name + " is from 0 to 1");
        }
        return value;
    }

    boolean isOn(String name) {
        return given.remove(name) != null;
    }

    /** Complains about options that nobody has asked for. */
    void end() {
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + new TreeSet<>(given.keySet()));
        }
    }
}
