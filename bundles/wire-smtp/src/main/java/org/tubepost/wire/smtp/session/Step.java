// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

/** What the conversation needs to go on. */
public enum Step {
    /** Nothing: call again. */
    MORE,
    /** More octets from the client. */
    INPUT,
    /** A thread that may block. */
    WORKER,
    /** The I/O thread. */
    IO_THREAD,
    /** The answer of the queue. */
    COMMIT,
    /** A pause before what was said last goes out. */
    PAUSE,
    /** The TLS handshake. */
    HANDSHAKE,
    /** Nothing any more: goodbye has been said. */
    CLOSED
}
