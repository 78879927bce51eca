// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.IOException;

/** The content of one message cannot be read; the others can. */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the failure behind it. */
    public UnreadableException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
