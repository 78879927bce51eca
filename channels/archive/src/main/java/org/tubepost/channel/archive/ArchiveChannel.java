// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Handover;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.message.HostName;

/**
 * Archives copies with their envelopes ({@link JournalMessage}), in a folder tree or by mail to an
 * address. Acceptance puts the copy into the queue in the record of the message itself (option
 * {@code ARCHIVE_CHANNEL}), so none leaves without it; an archive that is away delays its copies
 * and nothing else. What the address refuses for ever is tried again like what it refuses for now:
 * a copy is not given up before the channel's last notice.
 */
@Component(property = Channel.PROGRAM + "=archive")
@Designate(ocd = ArchiveSettings.class)
public final class ArchiveChannel implements Channel {
    private final ServiceLeases<Acceptance> doors;
    private final FolderTree tree;
    private final Optional<MailAddress> address;
    private final String hostName;
    private final Clock clock = Clock.systemUTC();

    /** Begins to watch for the door. */
    @Activate
    public ArchiveChannel(BundleContext context, ArchiveSettings settings)
            throws AddressSyntaxException {
        address =
                settings.address().isBlank()
                        ? Optional.empty()
                        : Optional.of(MailAddress.parse(settings.address().strip()));
        tree = new FolderTree(HomeDirectory.given(settings.directory(), "data", "archive"));
        hostName = HostName.of(settings.hostName());
        doors = ServiceLeases.of(context, Acceptance.class, Duration.ofSeconds(10));
    }

    @Deactivate
    void close() {
        doors.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException {
        String boundary = "=_" + UUID.randomUUID();
        JournalMessage message = new JournalMessage(delivery, hostName, boundary);
        Reply reply =
                address.isPresent()
                        ? send(delivery, message, address.get())
                        : Reply.of(250, "2.0.0", "archived as " + tree.store(delivery, message));
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : delivery.envelope().recipients()) {
            outcomes.add(
                    reply.isPositive()
                            ? new Outcome.Delivered(recipient, reply, "", Outcome.Action.DELIVERED)
                            : new Outcome.Deferred(recipient, waiting(reply), ""));
        }
        return outcomes;
    }

    private static Reply waiting(Reply reply) {
        return reply.isTransient()
                ? reply
                : Reply.of(451, "4.3.5", "the archive refuses the copy: " + reply);
    }

    private Reply send(Delivery delivery, JournalMessage message, MailAddress to)
            throws IOException {
        String cause =
                String.format(Origin.CAUSE_FORM, "archive", delivery.entry(), delivery.attempt());
        Origin origin = Origin.internal(delivery.channel().name(), clock.instant(), cause);
        RecipientDsn silent = new RecipientDsn(Set.of(RecipientDsn.Notify.NEVER), "");
        try (Lease<Acceptance> door =
                        doors.lease("")
                                .orElseThrow(() -> new IOException("the door is being replaced"));
                Transaction transaction = door.service().begin(origin, Trace.OFF)) {
            return Handover.send(
                            transaction,
                            ReversePath.NULL,
                            new MailParameters(0, requirements(delivery), DsnRequest.NONE),
                            List.of(new Handover.To(to, silent)),
                            t -> message.writeTo(new DoorSink(t)))
                    .get(0);
        }
    }

    private static Set<Requirement> requirements(Delivery delivery) {
        Set<Requirement> all = EnumSet.of(Requirement.EIGHT_BIT);
        all.addAll(delivery.envelope().requirements());
        return all;
    }

    /** Writes into a transaction. */
    private record DoorSink(Transaction transaction) implements JournalMessage.Sink {
        @Override
        public void put(ByteBuffer octets) {
            transaction.write(octets);
        }

        @Override
        public void put(Content content) throws IOException {
            transaction.writeAll(content);
        }
    }
}
