// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.io.IOException;

/** No directory server answered in time: nothing is known, and mail waits. */
public class DirectoryUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a reason for the log, and the failure behind it (may be null). */
    public DirectoryUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
