// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        List<Reply> replies = envelope(transaction, sender, parameters, recipients);
        if (replies.stream().anyMatch(Reply::isPositive)) {
            Reply end = commit(transaction, body);
            replies.replaceAll(r -> r.isPositive() ? end : r);
        }
        return replies;
    }

    /**
     * Sends a message to all recipients at once, but for those who are refused for ever: while one
     * of them is refused for now, nobody gets it.
     *
     * @see #send
     */
    public static List<Reply> sendTogether(
            Transaction transaction,
            ReversePath sender,
            MailParameters parameters,
            List<To> recipients,
            Body body)
            throws IOException {
        List<Reply> replies = envelope(transaction, sender, parameters, recipients);
        Optional<Reply> wait = replies.stream().filter(Reply::isTransient).findFirst();
        if (wait.isPresent() || replies.stream().anyMatch(Reply::isPositive)) {
            Reply end = wait.isPresent() ? wait.get() : commit(transaction, body);
            replies.replaceAll(r -> r.isPositive() || wait.isPresent() ? end : r);
        }
        return replies;
    }

    private static List<Reply> envelope(
            Transaction transaction,
            ReversePath sender,
            MailParameters parameters,
            List<To> recipients) {
        Reply from = transaction.sender(sender, parameters);
        List<Reply> replies = new ArrayList<>();
        for (To to : recipients) {
            replies.add(
                    from.isPositive()
                            ? transaction.recipient(to.address(), to.dsn()).reply()
                            : from);
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
