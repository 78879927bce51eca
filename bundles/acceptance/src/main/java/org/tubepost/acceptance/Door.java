// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.acceptance.RecentEnvelope;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.queue.Queue;
import org.tubepost.message.HostName;
import org.tubepost.message.TraceFields;

/**
 * The one door. A transaction keeps the generation it began with; every other room is leased for
 * one question, and while one is being replaced the client is asked to try again.
 */
@Component
@Designate(ocd = DoorSettings.class)
public final class Door implements Acceptance {
    private final Configuration configuration;
    private final Queue queue;
    private final Rooms rooms;
    private final DoorSettings settings;
    private final RuleBook rules;
    private final String hostName;
    private final RecentEnvelopes recent;

    /** Begins to watch for the rooms it asks. */
    @Activate
    public Door(
            BundleContext context,
            DoorSettings settings,
            @Reference Configuration configuration,
            @Reference Queue queue) {
        this.configuration = configuration;
        this.queue = queue;
        this.settings = settings;
        this.rooms = new Rooms(context);
        this.rules =
                new RuleBook(
                        new Limits(
                                settings.messageSizeLimit(),
                                settings.recipientLimit(),
                                settings.headerSizeLimit()));
        this.recent = new RecentEnvelopes(settings.recentEnvelopes());
        this.hostName = HostName.of(settings.hostName());
    }

    @Deactivate
    void close() {
        rooms.close();
    }

    @Override
    public Transaction begin(Origin origin, Trace trace) {
        return transaction(configuration.current(), origin, false, trace);
    }

    @Override
    public Transaction rehearse(Origin origin, Generation generation, Trace trace) {
        return transaction(generation, origin, true, trace);
    }

    private Transaction transaction(
            Generation generation, Origin origin, boolean rehearsal, Trace trace) {
        Circumstances circumstances =
                new Circumstances(rooms, generation, rules.of(generation), rehearsal, trace);
        return new DoorTransaction(this, queue, circumstances, origin);
    }

    @Override
    public List<RecentEnvelope> recent() {
        return recent.all();
    }

    void remember(RecentEnvelope envelope) {
        recent.add(envelope);
    }

    @Override
    public Limits limits(String sourceChannel) {
        return rules.of(configuration.current()).source(sourceChannel).limits();
    }

    int receivedLimit() {
        return settings.receivedLimit();
    }

    int expansionDepth() {
        return settings.expansionDepth();
    }

    /** The fields that this house puts before a message. */
    ByteBuffer traceFields(Sender sender, MessageId id, List<MailAddress> recipients) {
        SourceRules source = sender.rules();
        Optional<ReversePath> replaced =
                source.receivedFrom() && !sender.given().equals(sender.path())
                        ? Optional.of(sender.given())
                        : Optional.empty();
        return TraceFields.received(
                sender.origin(),
                id,
                hostName,
                source.receivedFor() ? recipients : List.of(),
                replaced);
    }
}
