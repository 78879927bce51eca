// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.tubepost.api.message.Reply;

/**
 * What a server says, as a state machine without a thread of its own: {@link ServerSession} takes
 * care that one thread at a time takes steps, and that a step which may block is taken on a worker.
 * Answers wait in order until {@link #flush}.
 */
@ConsumerType
public interface ServerDialogue {

    /** Says the greeting. */
    void greet();

    /**
     * Goes on: handles one command or some data.
     *
     * @param in octets of the client; read as far as they are understood now
     * @param worker whether the calling thread may block
     * @return what is needed for the next step
     */
    Step step(ByteBuffer in, boolean worker);

    /** Sends the answers that wait. */
    void flush();

    /**
     * The answers to the message whose data is complete, in order; there while the step is COMMIT.
     * Never completed exceptionally.
     */
    CompletionStage<List<Reply>> answers();

    /** The answers have been sent. By the thread that brought them; must not block. */
    void answered();

    /** How long the last answer is held back; asked while the step is PAUSE. */
    default Duration pause() {
        return Duration.ZERO;
    }

    /** The answer that was held back is said. On a worker. */
    default void pausedLongEnough() {}

    /** TLS is active: what was said before it is forgotten (RFC 3207 section 4.2). */
    void secured();

    /** Says the last word and closes. */
    void close(Reply reason);

    /** Nothing is under way whose end could take time. */
    boolean endsAtOnce();

    /** The connection is closed. The last call; on a worker unless it {@link #endsAtOnce}. */
    void free();
}
