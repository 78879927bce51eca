// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.nio.ByteBuffer;
import java.util.List;
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
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
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
        this.recent = new RecentEnvelopes(settings.recentEnvelopes());
        this.hostName = HostName.of(settings.hostName());
    }

    @Deactivate
    void close() {
        rooms.close();
    }

    @Override
    public Transaction begin(Origin origin, Trace trace) {
        return new DoorTransaction(
                this, rooms, queue, configuration.current(), origin, false, trace);
    }

    @Override
    public Transaction rehearse(Origin origin, Generation generation, Trace trace) {
        return new DoorTransaction(this, rooms, queue, generation, origin, true, trace);
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
        return limits(configuration.current(), sourceChannel);
    }

    Limits limits(Generation generation, String sourceChannel) {
        ChannelDefinition channel = generation.channels().get(sourceChannel);
        if (channel == null) {
            return new Limits(
                    settings.messageSizeLimit(),
                    settings.recipientLimit(),
                    settings.headerSizeLimit());
        }
        long size = Keywords.blocks(channel, "blocklimit", settings.messageSizeLimit());
        return new Limits(
                Math.min(size, Keywords.blocks(channel, "sourceblocklimit", size)),
                channel.argument("recipientlimit")
                        .map(Integer::parseInt)
                        .orElse(settings.recipientLimit()),
                settings.headerSizeLimit());
    }

    int receivedLimit() {
        return settings.receivedLimit();
    }

    int expansionDepth() {
        return settings.expansionDepth();
    }

    /** The fields that this house puts before a message. */
    ByteBuffer traceFields(Origin origin, MessageId id, List<MailAddress> recipients) {
        return TraceFields.received(origin, id, hostName, recipients);
    }
}
