// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;

/**
 * A write or an fsync failed: what is on disk is unknown, so the journal takes nothing more until
 * it has been opened again. Nothing that was not acknowledged before may be acknowledged after.
 */
public final class JournalFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason and the first failure. */
    public JournalFailedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
