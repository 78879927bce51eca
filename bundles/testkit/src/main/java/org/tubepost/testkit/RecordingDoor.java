// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecentEnvelope;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;

/**
 * A door for tests of channels that send messages on: keeps what comes in, and like the real one
 * takes a message with a given cause once. Thread-safe.
 */
public final class RecordingDoor implements Acceptance {
    private static final Reply OK = Reply.of(250, "2.0.0", "ok");

    private final List<Taken> taken = new ArrayList<>();
    private final Set<String> causes = new HashSet<>();
    private volatile Function<Taken, Reply> toMessages = m -> OK;
    private volatile Function<MailAddress, Reply> toRecipients = a -> OK;

    /**
     * A message that came in.
     *
     * @param origin with its cause
     * @param sender of the envelope
     * @param parameters of MAIL
     * @param recipients that were not refused
     * @param wishes of the recipients
     * @param octets the message
     */
    public record Taken(
            Origin origin,
            ReversePath sender,
            MailParameters parameters,
            List<MailAddress> recipients,
            List<RecipientDsn> wishes,
            byte[] octets) {

        /** The message as text, octet by octet. */
        public String text() {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    /** What is answered at the end of data from now on. */
    public void answer(Reply reply) {
        toMessages(m -> reply);
    }

    /** Who answers at the end of data from now on, and may pass the message on. */
    public void toMessages(Function<Taken, Reply> replies) {
        toMessages = replies;
    }

    /** What is answered to recipients from now on. */
    public void toRecipients(Function<MailAddress, Reply> replies) {
        toRecipients = replies;
    }

    /** Messages in the order in which they came; each cause once. */
    public List<Taken> taken() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    @Override
    public Transaction begin(Origin origin, Trace trace) {
        return new Recording(origin);
    }

    @Override
    public Transaction rehearse(Origin origin, Generation generation, Trace trace) {
        throw new UnsupportedOperationException("nothing is rehearsed here");
    }

    @Override
    public List<RecentEnvelope> recent() {
        return List.of();
    }

    @Override
    public Limits limits(String sourceChannel) {
        return new Limits(Long.MAX_VALUE, 1000, 1_000_000);
    }

    private Reply take(Taken message) {
        synchronized (taken) {
            Reply reply = toMessages.apply(message);
            String cause = message.origin().cause();
            if (reply.isPositive() && (cause.isEmpty() || causes.add(cause))) {
                taken.add(message);
            }
            return reply;
        }
    }

    private final class Recording implements Transaction {
        private final Origin origin;
        private final List<MailAddress> recipients = new ArrayList<>();
        private final List<RecipientDsn> wishes = new ArrayList<>();
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private ReversePath sender = ReversePath.NULL;
        private MailParameters parameters = MailParameters.NONE;

        Recording(Origin origin) {
            this.origin = origin;
        }

        @Override
        public Limits limits() {
            return RecordingDoor.this.limits(origin.channel());
        }

        @Override
        public String channel() {
            return origin.channel();
        }

        @Override
        public Reply sender(ReversePath path, MailParameters given) {
            sender = path;
            parameters = given;
            return OK;
        }

        @Override
        public RecipientPlan recipient(MailAddress address, RecipientDsn dsn) {
            Reply reply = toRecipients.apply(address);
            if (reply.isPositive()) {
                recipients.add(address);
                wishes.add(dsn);
            }
            return new RecipientPlan(reply, List.of());
        }

        @Override
        public Duration delay() {
            return Duration.ZERO;
        }

        @Override
        public Reply beginData() {
            return Reply.of(354, "2.0.0", "go on");
        }

        @Override
        public void write(ByteBuffer slice) {
            byte[] copy = new byte[slice.remaining()];
            slice.get(copy);
            octets.writeBytes(copy);
        }

        @Override
        public void writeAll(Content content) throws IOException {
            octets.writeBytes(MemoryContent.octets(content));
        }

        @Override
        public CompletionStage<Reply> commit() {
            return CompletableFuture.completedFuture(
                    take(
                            new Taken(
                                    origin,
                                    sender,
                                    parameters,
                                    List.copyOf(recipients),
                                    List.copyOf(wishes),
                                    octets.toByteArray())));
        }

        @Override
        public void close() {
            octets.reset();
        }
    }
}
