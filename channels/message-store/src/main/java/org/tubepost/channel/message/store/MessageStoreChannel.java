// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.message.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.LeasedConfiguration;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.message.TraceFields;

/**
 * {@code ims-ms}: appends to local mailboxes. All recipients of an entry are on one partition and
 * share one stored content. The entry's number is the delivery key: however often an attempt is
 * repeated after a crash, a mailbox gets the message once.
 */
@Component(property = Channel.PROGRAM + "=message-store")
public final class MessageStoreChannel implements Channel {
    private static final Reply STORED = Reply.of(250, "2.1.5", "stored");

    private final ServiceLeases<MessageStore> stores;
    private final LeasedConfiguration configuration;
    private final Posters posters;

    /** Begins to watch for the store. */
    @Activate
    public MessageStoreChannel(BundleContext context) {
        stores = ServiceLeases.of(context, MessageStore.class, Duration.ofSeconds(10));
        configuration = new LeasedConfiguration(context);
        posters = new Posters(context);
    }

    @Deactivate
    void close() {
        stores.close();
        configuration.close();
        posters.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws StoreException {
        List<Recipient> recipients = delivery.envelope().recipients();
        boolean guaranteed = isGuaranteed(delivery);
        List<DeliveryTarget> targets =
                posters.named(
                        delivery.envelope().origin(),
                        recipients.stream().map(r -> target(r, delivery, guaranteed)).toList());
        try (Lease<MessageStore> store =
                        stores.lease("")
                                .orElseThrow(
                                        () ->
                                                new StoreException(
                                                        StoreException.Code.UNAVAILABLE,
                                                        "message store is being replaced"));
                Content content =
                        delivery.content()
                                .withHeader(TraceFields.returnPath(delivery.envelope().sender()))) {
            List<DeliveryResult> results =
                    store.service()
                            .deliver(
                                    "queue-" + delivery.entry(),
                                    targets,
                                    content,
                                    delivery.envelope().origin().received());
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                outcomes.add(outcome(recipients.get(i), results.get(i)));
            }
            return outcomes;
        }
    }

    /** The channel that the message came from, or this one, delivers over quota. */
    private boolean isGuaranteed(Delivery delivery) throws StoreException {
        if (delivery.channel().deliversOverQuota()) {
            return true;
        }
        // Without it guaranteed mail might go back to its sender.
        return configuration
                .current()
                .orElseThrow(
                        () ->
                                new StoreException(
                                        StoreException.Code.UNAVAILABLE,
                                        "configuration is being replaced"))
                .channel(delivery.envelope().origin().channel())
                .filter(ChannelDefinition::deliversOverQuota)
                .isPresent();
    }

    private static DeliveryTarget target(
            Recipient recipient, Delivery delivery, boolean guaranteed) {
        DeliveryTarget target = DeliveryTarget.of(recipient.address(), delivery.destination());
        return guaranteed ? target.whateverQuota() : target;
    }

    private static Outcome outcome(Recipient recipient, DeliveryResult result) {
        if (result.refusal().isEmpty()) {
            return new Outcome.Delivered(recipient, STORED, "", Outcome.Action.DELIVERED);
        }
        Reply reply = result.refusal().get().reply();
        return reply.isPermanent()
                ? new Outcome.Failed(recipient, reply, "")
                : new Outcome.Deferred(recipient, reply, "");
    }
}
