// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;

/**
 * A probe was made so that a pattern with back references would take too long. Nobody knows whether
 * it matches, so what the table was to decide is refused for now.
 */
final class TooManyStepsException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyStepsException(String place) {
        super("the pattern at " + place + " takes too many steps for this probe");
    }
}
