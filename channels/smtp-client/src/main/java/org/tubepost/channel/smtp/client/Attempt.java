// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;

/** One delivery on its way through the addresses. */
final class Attempt implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final Delivery delivery;
    private final ChannelRules rules;
    private final Openings openings;
    private final IdleSessions idle;
    private final SmtpClientSettings settings;
    private final SevenBitCopy sevenBit;
    private final List<Outcome> settled = new ArrayList<>();
    private List<Recipient> open;
    private List<Outcome> deferred = List.of();
    private boolean over;

    Attempt(
            Delivery delivery,
            ChannelRules rules,
            Openings openings,
            IdleSessions idle,
            SmtpClientSettings settings) {
        this.rules = rules;
        this.delivery = delivery;
        this.openings = openings;
        this.idle = idle;
        this.settings = settings;
        this.sevenBit = new SevenBitCopy(delivery.content());
        this.open = delivery.envelope().recipients();
    }

    /** The same fate for all. */
    static List<Outcome> all(List<Recipient> recipients, Reply reply) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : recipients) {
            outcomes.add(
                    reply.isPermanent()
                            ? new Outcome.Failed(recipient, reply, "")
                            : new Outcome.Deferred(recipient, reply, ""));
        }
        return outcomes;
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

    void at(Target target) {
        List<Recipient> left = new ArrayList<>();
        List<Outcome> waiting = new ArrayList<>();
        int step = Math.max(1, rules.recipients().orElse(settings.maxRecipients()));
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

    private List<Outcome> send(Target target, List<Recipient> some) {
        try {
            return send(openings.key(target), target, some);
        } catch (SessionFailure failure) {
            LOG.debug("{}: {}", target, failure.getMessage());
            return all(some, failure.reply());
        } catch (IOException away) {
            // A room is away. What others got is known and must not be forgotten.
            LOG.info("{}: {}", target, away.getMessage());
            return all(some, Reply.of(451, "4.3.0", "not now: " + away.getMessage()));
        }
    }

    /** Over a connection from before if there is one; if that broke meanwhile over a new one. */
    private List<Outcome> send(IdleSessions.Key key, Target target, List<Recipient> some)
            throws IOException {
        Optional<ClientSession> old = idle.take(key);
        if (old.isPresent()) {
            Relay relay = relay(old.get(), some);
            Optional<Reply> broke = run(relay, old.get(), key);
            if (broke.isEmpty() || !relay.outcomes().isEmpty() || relay.isInDoubt()) {
                over |= relay.isInDoubt();
                return complete(relay, some, broke.orElse(lost(target)));
            }
        }
        ClientSession session = openings.open(key);
        Relay relay = relay(session, some);
        Reply reason = run(relay, session, key).orElse(lost(target));
        over |= relay.isInDoubt();
        return complete(relay, some, reason);
    }

    private Relay relay(ClientSession session, List<Recipient> some) {
        return new Relay(
                session,
                delivery,
                some,
                rules.converts() ? Optional.of(sevenBit) : Optional.empty());
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
        if (session.messages() < settings.maxMessagesPerConnection()
                && session.age().toSeconds() < settings.maxConnectionSeconds()) {
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

    @Override
    public void close() {
        sevenBit.close();
    }

    private Reply lost(Target target) {
        return Reply.of(451, "4.4.2", "connection to " + target + " was lost");
    }
}
