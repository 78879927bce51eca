// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Programs of others that tests use. */
final class Programs {
    private Programs() {}

    /** Skips a test, and tells why, where one of these is not installed. */
    static void need(String... programs) throws IOException {
        for (String program : programs) {
            Distribution.Called found =
                    Distribution.call(new ProcessBuilder("sh", "-c", "command -v " + program));
            assumeTrue(found.status() == 0, program + " is not installed");
        }
    }
}
