// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.filter;

import org.tubepost.api.message.Content;
import org.tubepost.api.message.Reply;

/**
 * What a filter says. A filter may say several things at once; the first {@link Refuse}, {@link
 * Discard} or {@link Hold} ends the questioning.
 */
public sealed interface Verdict {

    /**
     * Puts a header field before the message.
     *
     * @param name field name
     * @param value field body without line break at its end; folded by the filter if it is long
     */
    record AddHeader(String name, String value) implements Verdict {}

    /**
     * Refuses the sender, the recipient or the message, whichever the stage is about.
     *
     * @param reply 4xx or 5xx
     */
    record Refuse(Reply reply) implements Verdict {}

    /**
     * Accepts the message and throws it away.
     *
     * @param reason for the log
     */
    record Discard(String reason) implements Verdict {}

    /**
     * Accepts the message and keeps it in the queue until an administrator releases it.
     *
     * @param reason for the log
     */
    record Hold(String reason) implements Verdict {}

    /**
     * Replaces the message; only at {@link Stage#CONTENT}.
     *
     * @param content the new message; acceptance closes it
     */
    record Replace(Content content) implements Verdict {}
}
