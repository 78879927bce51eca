// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.message.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.MailboxName;
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
        boolean guaranteed = isGuaranteed(delivery);
        try (Lease<MessageStore> lease =
                stores.lease("")
                        .orElseThrow(
                                () ->
                                        new StoreException(
                                                StoreException.Code.UNAVAILABLE,
                                                "message store is being replaced"))) {
            MessageStore store = lease.service();
            Map<Recipient, DeliveryTarget> targets = new LinkedHashMap<>();
            for (Recipient recipient : delivery.envelope().recipients()) {
                targets.put(recipient, target(recipient, delivery, guaranteed));
            }
            Map<Recipient, Outcome> outcomes = new HashMap<>();
            post(delivery, store.rights().publicOwner(), targets, outcomes);
            deliver(delivery, store, targets, outcomes);
            return delivery.envelope().recipients().stream().map(outcomes::get).toList();
        }
    }

    /**
     * Tells targets whose list is asked who posts. INBOXes of users take mail of everybody, so for
     * these nobody is asked, and they do not wait when nobody can say.
     */
    private void post(
            Delivery delivery,
            String publicOwner,
            Map<Recipient, DeliveryTarget> targets,
            Map<Recipient, Outcome> outcomes) {
        List<Recipient> judged = new ArrayList<>();
        targets.forEach(
                (recipient, target) -> {
                    MailboxName mailbox = target.mailbox();
                    if (!mailbox.isInbox() || mailbox.owner().equals(publicOwner)) {
                        judged.add(recipient);
                    }
                });
        if (judged.isEmpty()) {
            return;
        }
        try {
            Optional<Identity> poster = posters.of(delivery.envelope().origin());
            poster.ifPresent(
                    who ->
                            judged.forEach(
                                    r -> targets.computeIfPresent(r, (k, t) -> t.postedBy(who))));
        } catch (StoreException unknown) {
            for (Recipient recipient : judged) {
                targets.remove(recipient);
                outcomes.put(recipient, new Outcome.Deferred(recipient, unknown.reply(), ""));
            }
        }
    }

    private static void deliver(
            Delivery delivery,
            MessageStore store,
            Map<Recipient, DeliveryTarget> targets,
            Map<Recipient, Outcome> outcomes)
            throws StoreException {
        if (targets.isEmpty()) {
            return;
        }
        try (Content content =
                delivery.content()
                        .withHeader(TraceFields.returnPath(delivery.envelope().sender()))) {
            Iterator<DeliveryResult> results =
                    store.deliver(
                                    "queue-" + delivery.entry(),
                                    List.copyOf(targets.values()),
                                    content,
                                    delivery.envelope().origin().received())
                            .iterator();
            for (Recipient recipient : targets.keySet()) {
                outcomes.put(recipient, outcome(recipient, results.next()));
            }
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
