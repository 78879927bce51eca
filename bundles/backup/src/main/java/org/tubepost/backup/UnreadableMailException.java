// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** One message cannot be read; the others may be. */
final class UnreadableMailException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableMailException(String why) {
        super(why);
    }

    UnreadableMailException(IOException why) {
        super(
                why instanceof NoSuchFileException
                        ? "there is no " + why.getMessage()
                        : why.getMessage(),
                why);
    }
}
