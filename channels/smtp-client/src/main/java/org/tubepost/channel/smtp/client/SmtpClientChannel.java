// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.message.HostName;

/**
 * {@code tcp_*}: relays by SMTP (RFC 5321) to the mail exchangers of the destination or to a fixed
 * host. Tries address after address until each recipient has a final answer or none is left; a
 * connection that is still good waits a few seconds for the next message.
 */
@Component(property = Channel.PROGRAM + "=smtp-client")
@Designate(ocd = SmtpClientSettings.class)
public final class SmtpClientChannel implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpClientChannel.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final SmtpClientSettings settings;
    private final String ownName;
    private final ServiceLeases<Resolver> resolvers;
    private final ServiceLeases<Connector> connectors;
    private final ServiceLeases<TlsContexts> tls;
    private final IdleSessions idle;

    /** Begins to watch for name service, network and keys. */
    @Activate
    public SmtpClientChannel(BundleContext context, SmtpClientSettings settings) {
        this.settings = settings;
        this.ownName = HostName.of(settings.hostName());
        this.resolvers = leases(context, Resolver.class);
        this.connectors = leases(context, Connector.class);
        this.tls = leases(context, TlsContexts.class);
        this.idle =
                new IdleSessions(
                        Duration.ofSeconds(settings.idleSeconds()), settings.maxIdleConnections());
    }

    private static <T> ServiceLeases<T> leases(BundleContext context, Class<T> type) {
        return new ServiceLeases<>(context, type, "", DRAIN, new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    void close() {
        idle.close();
        resolvers.close();
        connectors.close();
        tls.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException, InterruptedException {
        ChannelRules rules = ChannelRules.of(delivery.channel());
        List<Target> targets;
        try (Lease<Resolver> resolver = required(resolvers, "name service")) {
            targets =
                    new Routing(resolver.service(), rules, ownName).targets(delivery.destination());
        } catch (RouteProblem nowhere) {
            return all(delivery.envelope().recipients(), nowhere.reply());
        }
        Attempt attempt = new Attempt(delivery, rules);
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

    private static <T> Lease<T> required(ServiceLeases<T> leases, String what) throws IOException {
        return leases.lease("")
                .orElseThrow(() -> new InterruptedIOException(what + " is being replaced"));
    }

    private static List<Outcome> all(List<Recipient> recipients, Reply reply) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : recipients) {
            outcomes.add(
                    reply.isPermanent()
                            ? new Outcome.Failed(recipient, reply, "")
                            : new Outcome.Deferred(recipient, reply, ""));
        }
        return outcomes;
    }

    /** One delivery on its way through the addresses. */
    private final class Attempt {
        private final Delivery delivery;
        private final ChannelRules rules;
        private final List<Outcome> settled = new ArrayList<>();
        private List<Recipient> open;
        private List<Outcome> deferred = List.of();
        private boolean over;

        Attempt(Delivery delivery, ChannelRules rules) {
            this.delivery = delivery;
            this.rules = rules;
            this.open = delivery.envelope().recipients();
        }

        boolean isOver() {
            return over
                    || open.isEmpty()
                    || Thread.currentThread().isInterrupted()
                    || Clock.systemUTC().instant().isAfter(delivery.deadline());
        }

        List<Outcome> outcomes() {
            List<Outcome> all = new ArrayList<>(settled);
            all.addAll(deferred);
            return all;
        }

        void at(Target target) throws IOException {
            List<Recipient> left = new ArrayList<>();
            List<Outcome> waiting = new ArrayList<>();
            int step = Math.max(1, settings.maxRecipients());
            for (int from = 0; from < open.size(); from += step) {
                List<Recipient> some = open.subList(from, Math.min(open.size(), from + step));
                for (Outcome outcome : send(target, some)) {
                    if (outcome instanceof Outcome.Deferred) {
                        waiting.add(outcome);
                        left.add(outcome.recipient());
                    } else {
                        settled.add(outcome);
                    }
                }
            }
            open = left;
            deferred = waiting;
        }

        /**
         * Over a connection from before if there is one; if that broke meanwhile over a new one.
         */
        private List<Outcome> send(Target target, List<Recipient> some) throws IOException {
            IdleSessions.Key key = new IdleSessions.Key(delivery.channel().name(), target);
            Optional<ClientSession> old = idle.take(key);
            if (old.isPresent()) {
                Relay relay = new Relay(old.get(), delivery, some);
                if (run(relay, old.get(), key).isEmpty() || !relay.outcomes().isEmpty()) {
                    return complete(relay, some, lost(target));
                }
                if (relay.isInDoubt()) {
                    over = true;
                    return complete(relay, some, lost(target));
                }
            }
            ClientSession session;
            try {
                session = open(target, rules.tls());
            } catch (SessionFailure failure) {
                LOG.debug("{}: {}", target, failure.getMessage());
                return all(some, failure.reply());
            }
            Relay relay = new Relay(session, delivery, some);
            Reply reason = run(relay, session, key).orElse(lost(target));
            over |= relay.isInDoubt();
            return complete(relay, some, reason);
        }

        /** The failure, if the session broke. */
        private Optional<Reply> run(Relay relay, ClientSession session, IdleSessions.Key key) {
            session.deadline(delivery.deadline());
            try {
                relay.run();
            } catch (SessionFailure failure) {
                LOG.debug("{}: {}", session.target(), failure.getMessage());
                session.close();
                return Optional.of(failure.reply());
            }
            if (session.messages() < settings.maxMessagesPerConnection()) {
                idle.put(key, session);
            } else {
                session.close();
            }
            return Optional.empty();
        }

        private List<Outcome> complete(Relay relay, List<Recipient> some, Reply reason) {
            List<Outcome> outcomes = new ArrayList<>(relay.outcomes());
            List<Recipient> silent = new ArrayList<>(some);
            relay.outcomes().forEach(o -> silent.remove(o.recipient()));
            outcomes.addAll(all(silent, reason));
            return outcomes;
        }

        private Reply lost(Target target) {
            return Reply.of(451, "4.4.2", "connection to " + target + " was lost");
        }

        private ClientSession open(Target target, ChannelRules.TlsUse use)
                throws SessionFailure, IOException {
            ClientSession session = connect(target);
            boolean done = false;
            try {
                session.deadline(delivery.deadline());
                session.greet(ownName, rules.ehlo());
                if (use != ChannelRules.TlsUse.NEVER && !encrypt(session, use)) {
                    session.close();
                    session = open(target, ChannelRules.TlsUse.NEVER);
                }
                done = true;
                return session;
            } finally {
                if (!done) {
                    session.close();
                }
            }
        }

        /** False when TLS failed and the message may go in clear, over a new connection. */
        private boolean encrypt(ClientSession session, ChannelRules.TlsUse use)
                throws SessionFailure, IOException {
            boolean required = use == ChannelRules.TlsUse.REQUIRED;
            if (!session.capabilities().has("STARTTLS")) {
                if (required) {
                    throw new SessionFailure(
                            Reply.of(451, "4.7.4", session.target() + " does not offer STARTTLS"));
                }
                return true;
            }
            boolean verify = required && settings.verifyCertificates();
            try (Lease<TlsContexts> contexts = required(tls, "TLS")) {
                Optional<Reply> refusal =
                        session.startTls(contexts.service().clientContext(verify), verify, ownName);
                if (refusal.isPresent() && required) {
                    throw new SessionFailure(
                            Reply.of(451, "4.7.4", "STARTTLS was refused: " + refusal.get()));
                }
                return true;
            } catch (SessionFailure failure) {
                if (required) {
                    throw failure;
                }
                LOG.info(
                        "{}: TLS failed, going on in clear: {}",
                        session.target(),
                        failure.getMessage());
                return false;
            }
        }

        private ClientSession connect(Target target) throws IOException {
            Duration time = Duration.ofSeconds(settings.connectSeconds());
            try (Lease<Connector> connector = required(connectors, "network")) {
                return new ClientSession(
                        target,
                        connector.service().connect(target.address(), time),
                        Duration.ofSeconds(settings.replySeconds()));
            } catch (IOException unreachable) {
                throw new SessionFailure(
                        Reply.of(
                                451,
                                "4.4.1",
                                "cannot connect to " + target + ": " + unreachable.getMessage()),
                        unreachable);
            }
        }
    }
}
