// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;

/**
 * A message of the house on its way through the door, for channels that send something on: sender,
 * recipients, data and commit in one call. Blocks until the message is durable or refused.
 */
public final class Handover {
    private Handover() {}

    /** Writes a message into a transaction. */
    public interface Body {

        /**
         * Writes the whole message.
         *
         * @throws IOException if it cannot be read; nothing is taken then
         */
        void writeTo(Transaction transaction) throws IOException;
    }

    /**
     * A recipient.
     *
     * @param address as in RCPT
     * @param dsn notification wishes
     */
    public record To(MailAddress address, RecipientDsn dsn) {}

    /**
     * Sends a message. The caller closes the transaction.
     *
     * @param transaction one that was just begun
     * @return one reply for each recipient, in order: why it was refused, or what became of the
     *     message
     * @throws IOException if the body cannot be read
     */
    public static List<Reply> send(
            Transaction transaction,
            ReversePath sender,
            MailParameters parameters,
            List<To> recipients,
            Body body)
            throws IOException {
        Reply from = transaction.sender(sender, parameters);
        List<Reply> replies = new ArrayList<>();
        for (To to : recipients) {
            replies.add(
                    from.isPositive()
                            ? transaction.recipient(to.address(), to.dsn()).reply()
                            : from);
        }
        if (replies.stream().anyMatch(Reply::isPositive)) {
            Reply end = commit(transaction, body);
            replies.replaceAll(r -> r.isPositive() ? end : r);
        }
        return replies;
    }

    private static Reply commit(Transaction transaction, Body body) throws IOException {
        Reply reply = transaction.beginData();
        if (reply.isPositive()) {
            body.writeTo(transaction);
            reply = transaction.commit().toCompletableFuture().join();
        }
        return reply;
    }
}
