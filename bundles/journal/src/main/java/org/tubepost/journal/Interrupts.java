// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Keeps interrupts away from file operations. Java closes a file when a thread that uses it is
 * interrupted; here the operation, which must be repeatable, is done again and the thread is
 * interrupted behind it.
 */
final class Interrupts {
    private Interrupts() {}

    /** Something that may be done again. */
    interface Repeatable<T> {
        T run() throws IOException;
    }

    static <T> T postponed(Repeatable<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException again) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
