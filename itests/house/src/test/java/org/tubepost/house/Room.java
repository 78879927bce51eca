// SPDX-License-Identifier: Apache-2.0
package org.tubepost.house;

import java.util.Map;
import java.util.Set;

/**
 * A bundle as its jar tells.
 *
 * @param name folder, {@code bundles/imap}
 * @param layer its place in the house
 * @param stays it never moves while mail flows
 * @param exports packages with their versions; an empty version where none is given
 * @param imports packages of other bundles
 * @param uses own packages, each with the own packages that its classes use
 */
record Room(
        String name,
        Layer layer,
        boolean stays,
        Map<String, String> exports,
        Set<String> imports,
        Map<String, Set<String>> uses) {

    /** Layers, the deepest first. */
    enum Layer {
        API,
        FOUNDATION,
        ENGINE,
        PLUGIN,
        FACE,
        TESTKIT;

        /** True when a room of this layer may import packages of a room of the other layer. */
        boolean mayImport(Layer other) {
            return switch (this) {
                case API -> false;
                case FOUNDATION, ENGINE, PLUGIN -> other == API || other == FOUNDATION;
                case FACE -> other == API;
                case TESTKIT -> other == API || other == FOUNDATION || other == TESTKIT;
            };
        }

        boolean mayExport() {
            return this == API || this == FOUNDATION || this == TESTKIT;
        }
    }
}
