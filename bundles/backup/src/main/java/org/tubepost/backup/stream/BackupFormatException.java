// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.IOException;

/** What is read is no backup, or a damaged one. */
public final class BackupFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the offset in octets of the record concerned, and one sentence. */
    public BackupFormatException(long offset, String text) {
        super("at octet " + offset + ": " + text);
    }
}
