// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.message.HostName;

/**
 * {@code tcp_*}: relays by SMTP (RFC 5321) to the mail exchangers of the destination or to a fixed
 * host. Tries address after address until each recipient has a final answer or none is left; a
 * connection that is still good waits a few seconds for the next message.
 */
@Component(property = Channel.PROGRAM + "=smtp-client")
@Designate(ocd = SmtpClientSettings.class)
public final class SmtpClientChannel implements Channel {
    private final SmtpClientSettings settings;
    private final String ownName;
    private final Rooms rooms;
    private final IdleSessions idle;

    /** Begins to watch for name service, network and keys. */
    @Activate
    public SmtpClientChannel(BundleContext context, SmtpClientSettings settings) {
        this(new LeasedRooms(context), settings);
    }

    SmtpClientChannel(Rooms rooms, SmtpClientSettings settings) {
        this.rooms = rooms;
        this.settings = settings;
        this.ownName = HostName.of(settings.hostName());
        this.idle =
                new IdleSessions(
                        Duration.ofSeconds(settings.idleSeconds()), settings.maxIdleConnections());
    }

    @Deactivate
    void close() {
        idle.close();
        rooms.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException, InterruptedException {
        ChannelRules rules = ChannelRules.of(delivery.channel());
        List<Target> targets;
        try (Lease<Resolver> resolver = rooms.resolver()) {
            targets =
                    new Routing(resolver.service(), rules, ownName).targets(delivery.destination());
        } catch (RouteProblem nowhere) {
            return Attempt.all(delivery.envelope().recipients(), nowhere.reply());
        }
        Openings openings = new Openings(rooms, settings, ownName, rules, delivery.deadline());
        Attempt attempt = new Attempt(delivery, openings, idle, settings);
        for (Target target : targets.subList(0, Math.min(targets.size(), limit()))) {
            if (attempt.isOver()) {
                break;
            }
            attempt.at(target);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped");
        }
        return attempt.outcomes();
    }

    private int limit() {
        return Math.max(1, settings.maxAddresses());
    }
}
