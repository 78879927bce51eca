// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.osgi.framework.BundleContext;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.LeasedConfiguration;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.SubmissionRates;
import org.tubepost.api.store.MessageUrls;

/** The rooms as services that come and go. Thread-safe. */
final class LeasedRooms implements Rooms, AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final ServiceLeases<Acceptance> acceptances;
    private final ServiceLeases<Authenticator> authenticators;
    private final ServiceLeases<SubmissionRates> rates;
    private final ServiceLeases<MessageUrls> urls;
    private final ServiceLeases<Resolver> resolvers;
    private final LeasedConfiguration configuration;
    private final ServiceLeases<AccessPolicy> policies;
    private final ServiceLeases<QueueView> queues;
    private final LeasedMailLog log;
    private final KeywordsInForce keywords;
    private final ClientNames names;

    /**
     * Begins to watch.
     *
     * @param acceptanceLeaving told when messages that are not complete must let go
     * @param loginsLeaving told when logins that are not complete must let go
     * @param settings of the component
     */
    LeasedRooms(
            BundleContext context,
            Runnable acceptanceLeaving,
            Runnable loginsLeaving,
            SmtpSettings settings) {
        acceptances = ServiceLeases.of(context, Acceptance.class, DRAIN, acceptanceLeaving);
        authenticators = ServiceLeases.of(context, Authenticator.class, DRAIN, loginsLeaving);
        rates = ServiceLeases.of(context, SubmissionRates.class, DRAIN);
        urls = ServiceLeases.of(context, MessageUrls.class, DRAIN);
        resolvers = ServiceLeases.of(context, Resolver.class, DRAIN);
        configuration = new LeasedConfiguration(context);
        policies = ServiceLeases.of(context, AccessPolicy.class, DRAIN);
        queues = ServiceLeases.of(context, QueueView.class, DRAIN);
        log = new LeasedMailLog(context);
        keywords = new KeywordsInForce(this::generation, settings);
        boolean lookUp = settings.reverseLookupMillis() > 0;
        names = new ClientNames(() -> lookUp ? resolvers.lease("") : Optional.empty());
    }

    @Override
    public Optional<Lease<Acceptance>> acceptance() {
        return acceptances.lease("");
    }

    @Override
    public Optional<Lease<Authenticator>> authenticator() {
        return authenticators.lease("");
    }

    @Override
    public Optional<Lease<SubmissionRates>> rates() {
        return rates.lease("");
    }

    @Override
    public Optional<Lease<MessageUrls>> urls() {
        return urls.lease("");
    }

    @Override
    public Optional<Generation> generation() {
        return configuration.current();
    }

    @Override
    public Optional<Lease<QueueView>> queue() {
        return queues.lease("");
    }

    @Override
    public MailLog log() {
        return log;
    }

    @Override
    public ServerKeywords keywords(String channel) {
        return keywords.of(channel);
    }

    @Override
    public Optional<Reply> denial(Connection connection) {
        Optional<Lease<AccessPolicy>> lease = policies.lease("");
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<AccessPolicy> open = lease.get()) {
            return open.service()
                    .connect(connection.local(), connection.remote(), Trace.OFF)
                    .refusal();
        }
    }

    @Override
    public Future<String> clientName(InetAddress address) {
        return names.find(address);
    }

    @Override
    public void close() {
        names.close();
        acceptances.close();
        authenticators.close();
        rates.close();
        urls.close();
        resolvers.close();
        configuration.close();
        policies.close();
        queues.close();
        log.close();
    }
}
