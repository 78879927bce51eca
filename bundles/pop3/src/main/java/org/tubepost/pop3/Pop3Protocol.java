// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.protocol.Session;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.store.MessageStore;
import org.tubepost.message.HostName;

/**
 * POP3 (RFC 1939) with CAPA, TOP, UIDL, STLS, AUTH, PIPELINING, UTF8 and LANG (RFC 2449, RFC 2595,
 * RFC 5034, RFC 6856). A session holds a lease of the store from its login to its end, and ends
 * with it; the authenticator is leased for one login.
 */
@Component(
        service = {Protocol.class, MeterSource.class},
        property = Protocol.NAME + "=pop3")
@Designate(ocd = Pop3Settings.class)
public final class Pop3Protocol implements Protocol, MeterSource, Rooms {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Pop3Settings settings;
    private final String hostName;
    private final PollTimes pollTimes;
    private final Counters counters = new Counters();
    private final Set<Pop3Session> sessions = ConcurrentHashMap.newKeySet();
    private final ServiceLeases<Authenticator> authenticators;
    private final ServiceLeases<MessageStore> stores;

    /** Begins to watch for logins and store. */
    @Activate
    public Pop3Protocol(BundleContext context, Pop3Settings settings) {
        this.settings = settings;
        this.hostName = HostName.of(settings.hostName());
        this.pollTimes =
                new PollTimes(
                        Duration.ofSeconds(Math.max(0, settings.loginDelaySeconds())),
                        Clock.systemUTC());
        this.authenticators =
                ServiceLeases.of(
                        context,
                        Authenticator.class,
                        DRAIN,
                        () -> sessions.forEach(Pop3Session::loginsLeaving));
        this.stores =
                ServiceLeases.of(
                        context,
                        MessageStore.class,
                        DRAIN,
                        () -> sessions.forEach(Pop3Session::storeLeaving));
    }

    @Deactivate
    void close() {
        stores.close();
        authenticators.close();
    }

    @Override
    public Session open(Connection connection) {
        counters.opened();
        Conversation conversation =
                new Conversation(connection, hostName, settings, this, counters);
        Pop3Session session =
                new Pop3Session(
                        connection, settings.maxWaitingOctets(), conversation, this::closed);
        sessions.add(session);
        conversation.greet();
        return session;
    }

    private void closed(Pop3Session session) {
        counters.closed();
        sessions.remove(session);
    }

    @Override
    public String refusal(Reply reason) {
        String code = reason.isPermanent() ? "[SYS/PERM] " : "[SYS/TEMP] ";
        return "-ERR " + code + reason.text().replaceAll("[^ -~]", "?") + "\r\n";
    }

    @Override
    public Optional<Lease<Authenticator>> authenticator() {
        return authenticators.lease("");
    }

    @Override
    public Optional<Lease<MessageStore>> store() {
        return stores.lease("");
    }

    @Override
    public PollTimes pollTimes() {
        return pollTimes;
    }

    @Override
    public List<Reading> readings() {
        return counters.readings();
    }
}
