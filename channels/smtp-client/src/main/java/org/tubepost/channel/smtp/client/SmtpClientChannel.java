// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.dns.NameServers;
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
    private final Accounts accounts;
    private final RuleBook ruleBook = new RuleBook();

    /** Begins to watch for name service, network and keys. */
    @Activate
    public SmtpClientChannel(BundleContext context, SmtpClientSettings settings) {
        this(new LeasedRooms(context), settings);
    }

    SmtpClientChannel(Rooms rooms, SmtpClientSettings settings) {
        this.rooms = rooms;
        this.settings = settings;
        this.ownName = HostName.of(settings.hostName());
        this.accounts =
                new Accounts(
                        HomeDirectory.given(settings.accountsFile(), "etc", "client_accounts"));
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
        ChannelRules rules = ruleBook.of(delivery.channel());
        Route route;
        try {
            route = route(delivery, rules);
        } catch (RouteProblem nowhere) {
            return Attempt.all(delivery.envelope().recipients(), nowhere.reply());
        }
        Openings openings =
                new Openings(
                        rooms,
                        settings,
                        ownName,
                        delivery.channel().name(),
                        rules,
                        route,
                        accounts,
                        delivery.deadline());
        List<Target> targets = connectedFirst(route, openings);
        try (Attempt attempt = new Attempt(delivery, rules, openings, idle, settings)) {
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
    }

    private Route route(Delivery delivery, ChannelRules rules) throws IOException, RouteProblem {
        String destination = canonical(delivery.channel(), delivery.destination());
        if (rules.nameServers().isEmpty()) {
            try (Lease<Resolver> resolver = rooms.resolver()) {
                return new Routing(resolver.service(), rules, ownName).route(destination);
            }
        }
        try (Lease<NameServers> servers = rooms.nameServers()) {
            Resolver resolver = servers.service().asking(rules.nameServers());
            return new Routing(resolver, rules, ownName).route(destination);
        }
    }

    /** With {@code connectcanonical} an alias of the channel's host stands for that host. */
    private static String canonical(ChannelDefinition channel, String destination) {
        boolean wanted =
                channel.hostAliases().stream().anyMatch(destination::equalsIgnoreCase)
                        && channel.lastOf("connectalias", "connectcanonical")
                                .orElse("")
                                .equals("connectcanonical");
        return wanted ? channel.officialHost() : destination;
    }

    /** Of addresses that are equally good those come first that a connection is open to. */
    private List<Target> connectedFirst(Route route, Openings openings) throws IOException {
        if (route.best() < 2) {
            return route.targets();
        }
        List<Target> order = new ArrayList<>();
        for (Target target : route.targets().subList(0, route.best())) {
            if (idle.has(openings.key(target))) {
                order.add(target);
            }
        }
        route.targets().stream().filter(t -> !order.contains(t)).forEach(order::add);
        return order;
    }

    private int limit() {
        return Math.max(1, settings.maxAddresses());
    }
}
