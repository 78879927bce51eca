// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.ReversePath;

/** Binary form of an envelope in the queue's journal. */
final class EnvelopeCodec {
    /** In the octet of a recipient's events: a return path of its own follows. */
    static final int RETURN_PATH = 0x40;

    private EnvelopeCodec() {}

    static void write(Envelope envelope, Bytes out) {
        out.text(envelope.id().value());
        origin(envelope.origin(), out);
        sender(envelope.sender(), out);
        out.octet(envelope.dsn().returned().ordinal()).text(envelope.dsn().envelopeId());
        int requirements = 0;
        for (Requirement requirement : envelope.requirements()) {
            requirements |= 1 << requirement.ordinal();
        }
        out.number(requirements).octet(envelope.priority().ordinal());
        out.number(envelope.recipients().size());
        envelope.recipients().forEach(r -> recipient(r, out));
    }

    static Envelope read(ByteBuffer from) {
        MessageId id = new MessageId(Bytes.text(from));
        Origin origin = origin(from);
        ReversePath sender = sender(from);
        DsnRequest dsn = new DsnRequest(DsnRequest.Returned.values()[from.get()], Bytes.text(from));
        Set<Requirement> requirements = EnumSet.noneOf(Requirement.class);
        long bits = Bytes.number(from);
        for (Requirement requirement : Requirement.values()) {
            if ((bits & 1L << requirement.ordinal()) != 0) {
                requirements.add(requirement);
            }
        }
        Priority priority = Priority.values()[from.get()];
        int count = (int) Bytes.number(from);
        List<Recipient> recipients = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            recipients.add(recipient(from));
        }
        return new Envelope(id, origin, sender, dsn, requirements, priority, recipients);
    }

    private static void origin(Origin origin, Bytes out) {
        out.text(origin.channel()).text(origin.protocol());
        socket(origin.client(), out);
        socket(origin.server(), out);
        out.text(origin.helo()).text(origin.clientName()).text(origin.tls());
        out.octet(origin.authenticated().isPresent() ? 1 : 0);
        origin.authenticated().ifPresent(out::text);
        out.number(origin.received().toEpochMilli()).text(origin.cause());
    }

    private static Origin origin(ByteBuffer from) {
        return new Origin(
                Bytes.text(from),
                Bytes.text(from),
                socket(from),
                socket(from),
                Bytes.text(from),
                Bytes.text(from),
                Bytes.text(from),
                from.get() == 1 ? Optional.of(Bytes.text(from)) : Optional.empty(),
                Instant.ofEpochMilli(Bytes.number(from)),
                Bytes.text(from));
    }

    private static void socket(Optional<InetSocketAddress> socket, Bytes out) {
        if (socket.isEmpty() || socket.get().isUnresolved()) {
            out.octet(0);
            return;
        }
        byte[] address = socket.get().getAddress().getAddress();
        out.octet(address.length);
        for (byte b : address) {
            out.octet(b);
        }
        out.number(socket.get().getPort());
    }

    private static Optional<InetSocketAddress> socket(ByteBuffer from) {
        int length = from.get();
        if (length == 0) {
            return Optional.empty();
        }
        byte[] address = new byte[length];
        from.get(address);
        try {
            return Optional.of(
                    new InetSocketAddress(
                            InetAddress.getByAddress(address), (int) Bytes.number(from)));
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException("torn record", malformed);
        }
    }

    private static void address(MailAddress address, Bytes out) {
        out.text(address.localPart()).text(address.domain());
    }

    private static MailAddress address(ByteBuffer from) {
        return new MailAddress(Bytes.text(from), Bytes.text(from));
    }

    private static void sender(ReversePath path, Bytes out) {
        out.octet(path.isNull() ? 0 : 1);
        path.address().ifPresent(a -> address(a, out));
    }

    private static ReversePath sender(ByteBuffer from) {
        return from.get() == 0 ? ReversePath.NULL : ReversePath.of(address(from));
    }

    private static void recipient(Recipient recipient, Bytes out) {
        address(recipient.address(), out);
        address(recipient.original(), out);
        out.text(recipient.channel()).text(recipient.destination());
        int notify = 0;
        for (RecipientDsn.Notify event : recipient.dsn().events()) {
            notify |= 1 << event.ordinal();
        }
        Optional<ReversePath> path = recipient.returnPath();
        out.octet(path.isPresent() ? notify | RETURN_PATH : notify);
        out.text(recipient.dsn().originalRecipient());
        path.ifPresent(p -> sender(p, out));
    }

    private static Recipient recipient(ByteBuffer from) {
        MailAddress address = address(from);
        MailAddress original = address(from);
        String channel = Bytes.text(from);
        String destination = Bytes.text(from);
        int bits = from.get();
        Set<RecipientDsn.Notify> events = EnumSet.noneOf(RecipientDsn.Notify.class);
        for (RecipientDsn.Notify event : RecipientDsn.Notify.values()) {
            if ((bits & 1 << event.ordinal()) != 0) {
                events.add(event);
            }
        }
        return new Recipient(
                address,
                original,
                channel,
                destination,
                new RecipientDsn(events, Bytes.text(from)),
                (bits & RETURN_PATH) != 0 ? Optional.of(sender(from)) : Optional.empty());
    }
}
