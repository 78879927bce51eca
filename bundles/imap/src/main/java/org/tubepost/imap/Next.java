// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.Optional;
import org.tubepost.wire.imap.BadCommandException;

/** How a command goes on. */
sealed interface Next {

    /**
     * It is over.
     *
     * @param answer status and text behind the tag
     * @param expunges messages that are gone may be told before the answer
     */
    record Done(String answer, boolean expunges) implements Next {
        Done(String answer) {
            this(answer, true);
        }
    }

    /**
     * It goes on in steps, with a pause whenever the network is slow.
     *
     * @param work the steps
     */
    record Steps(Work work) implements Next {}

    /**
     * The client's next line belongs to it.
     *
     * @param line takes the line
     * @param wake told when something happened in the selected mailbox
     */
    record Line(LineTaker line, Optional<Runnable> wake) implements Next {}

    /** The TLS handshake follows the answer. */
    record StartTls() implements Next {}

    /** Everything behind the answer is compressed. */
    record Compress() implements Next {}

    /** Goodbye. */
    record Logout() implements Next {}

    /** A long command. */
    @FunctionalInterface
    interface Work {
        /** Does a share; empty when there is more to do. */
        Optional<Done> step() throws IOException;
    }

    /** Takes a line that is no command. */
    @FunctionalInterface
    interface LineTaker {
        Next take(byte[] line) throws IOException, BadCommandException;
    }
}
