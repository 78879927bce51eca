// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.channel.smtp.client.ChannelRules.TlsUse;

/** Opens sessions up to the point where a message can be sent: greeting, EHLO, TLS. */
final class Openings {
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    private final Rooms rooms;
    private final SmtpClientSettings settings;
    private final String ownName;
    private final ChannelRules rules;
    private final Instant deadline;

    Openings(
            Rooms rooms,
            SmtpClientSettings settings,
            String ownName,
            ChannelRules rules,
            Instant deadline) {
        this.rooms = rooms;
        this.settings = settings;
        this.ownName = ownName;
        this.rules = rules;
        this.deadline = deadline;
    }

    /**
     * A session that is ready for a message.
     *
     * @throws SessionFailure with what is to be said to those whose message waits
     */
    ClientSession open(Target target) throws IOException {
        return open(target, rules.tls());
    }

    private ClientSession open(Target target, TlsUse use) throws SessionFailure, IOException {
        ClientSession session = connect(target);
        boolean done = false;
        try {
            session.deadline(deadline);
            session.greet(ownName, rules.ehlo());
            if (use != TlsUse.NEVER && !encrypt(session, use)) {
                session.close();
                session = open(target, TlsUse.NEVER);
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
    private boolean encrypt(ClientSession session, TlsUse use) throws SessionFailure, IOException {
        boolean required = use == TlsUse.REQUIRED;
        if (!session.capabilities().has("STARTTLS")) {
            if (required) {
                throw new SessionFailure(
                        Reply.of(451, "4.7.4", session.target() + " does not offer STARTTLS"));
            }
            return true;
        }
        boolean verify = required && settings.verifyCertificates();
        try (Lease<TlsContexts> contexts = rooms.tls()) {
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
        try (Lease<Connector> connector = rooms.connector()) {
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
