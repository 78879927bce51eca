// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import java.io.IOException;

/** The other server answered, and the answer was no; to ask again is of no use. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * With what was wanted and what the server said.
     *
     * @param message for the administrator
     */
    public RefusedException(String message) {
        super(message);
    }
}
