// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.observe;

import java.util.Map;

/**
 * One figure of a room at one moment.
 *
 * @param name lower case with underscores and unit, {@code queue_entries}, {@code
 *     journal_appended_bytes_total}; ends in {@code _total} when it only grows
 * @param labels what tells several readings of one name apart
 * @param value the figure
 */
public record Reading(String name, Map<String, String> labels, double value) {

    /** Copies the labels. */
    public Reading {
        labels = Map.copyOf(labels);
    }

    /** A reading without labels. */
    public static Reading of(String name, double value) {
        return new Reading(name, Map.of(), value);
    }
}
