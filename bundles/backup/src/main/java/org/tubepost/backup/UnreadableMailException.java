// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** One message cannot be read; the others may be. */
final class UnreadableMailException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableMailException(String why) {
        super(why);
    }

    UnreadableMailException(IOException why) {
        super(words(why), why);
    }

    /** Some failures say only of which file they are, or nothing. */
    private static String words(IOException why) {
        if (why instanceof NoSuchFileException) {
            return "there is no " + why.getMessage();
        }
        if (why instanceof AccessDeniedException) {
            return "no permission to read " + why.getMessage();
        }
        if (why instanceof EOFException) {
            return "it ends too early";
        }
        return why.getMessage() == null ? why.toString() : why.getMessage();
    }
}
