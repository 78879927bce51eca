// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.time.Duration;
import org.tubepost.api.message.Reply;

/**
 * What is said to a command, and what that means for the connection.
 *
 * @param reply what is said
 * @param manner how it is meant
 * @param delay how long it waits before it is said, zero for at once
 */
public record Answer(Reply reply, Manner manner, Duration delay) {

    /** How an answer is meant. */
    public enum Manner {
        /** The dialogue goes on. */
        PLAIN,
        /** The client did what no well-behaved one does; it is counted. */
        MISTAKE,
        /** The last word; the connection is closed. */
        GOODBYE,
        /** One time too many: this is said, then why the connection is closed. */
        TOO_MUCH
    }

    public static Answer of(Reply reply) {
        return new Answer(reply, Manner.PLAIN, Duration.ZERO);
    }

    public static Answer mistake(Reply reply) {
        return new Answer(reply, Manner.MISTAKE, Duration.ZERO);
    }

    public static Answer goodbye(Reply reply) {
        return new Answer(reply, Manner.GOODBYE, Duration.ZERO);
    }

    /** Said, and one too many if the condition holds. */
    public static Answer counted(Reply reply, boolean tooMany) {
        return new Answer(reply, tooMany ? Manner.TOO_MUCH : Manner.PLAIN, Duration.ZERO);
    }

    public Answer after(Duration wait) {
        return new Answer(reply, manner, wait);
    }
}
