// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;

/**
 * One message on its way in: sender, recipients, data, commit, in this order. Used by one thread at
 * a time; calls may block unless they say otherwise. Nothing is kept unless {@link #commit}
 * completes with a positive reply.
 */
@ProviderType
public interface Transaction extends AutoCloseable {

    /** Limits that hold for this transaction. */
    Limits limits();

    /** Source channel: the listener's, and from {@link #sender} on the one it was switched to. */
    String channel();

    /** MAIL: answers 250 or why not. */
    Reply sender(ReversePath sender, MailParameters parameters);

    /** RCPT: the answer is final where it can be. */
    RecipientPlan recipient(MailAddress address, RecipientDsn dsn);

    /**
     * How long the last answer of {@link #sender} or {@link #recipient} is held back before it is
     * sent, as access tables say; zero for at once.
     */
    Duration delay();

    /**
     * Whether the message may begin now. Does not block.
     *
     * @return 354 (with status 2.0.0), or why not: no recipient, or the queue takes nothing for now
     */
    Reply beginData();

    /**
     * Takes a slice of the message, line ends CRLF, dots removed. Errors are kept and answered by
     * {@link #commit}; what comes after an error is counted and thrown away.
     *
     * @param slice may be reused when the call returns
     */
    void write(ByteBuffer slice);

    /**
     * Whether {@link #write} takes this many further octets without a wait for the disk, so that an
     * I/O thread may call it.
     */
    default boolean takesAtOnce(int octets) {
        return false;
    }

    /**
     * The message is complete: filters judge it, the queue takes it.
     *
     * @return completed with 250 when the message is durable, else with why not; never completed
     *     exceptionally. Dependents must not block
     */
    CompletionStage<Reply> commit();

    /**
     * Convenience for senders inside the house: takes a whole content.
     *
     * @throws IOException if the content cannot be read
     */
    void writeAll(org.tubepost.api.message.Content content) throws IOException;

    /**
     * Drops everything that was not committed; idempotent. Does not block, so that dependents of
     * {@link #commit} and I/O threads may call this.
     */
    @Override
    void close();
}
