// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;

/**
 * There is no room for now; nothing was written, and the journal goes on when there is room again.
 */
public final class JournalFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason, and the failure behind it (may be null). */
    public JournalFullException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
