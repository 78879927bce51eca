// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;

/** The monitor wants no more; not a failure. */
final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped before the end");
    }
}
