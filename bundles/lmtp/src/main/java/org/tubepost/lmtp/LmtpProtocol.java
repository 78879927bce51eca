// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.Problem.Severity;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.protocol.Session;
import org.tubepost.message.HostName;
import org.tubepost.wire.smtp.ReplyWriter;

/**
 * LMTP (RFC 2033) with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, CHUNKING, ENHANCEDSTATUSCODES and
 * STARTTLS: final delivery into the mailboxes of this host, with an answer for each recipient when
 * the message is on disk. DSN is not offered: the answer is final, so the client writes the report.
 */
@Component(
        service = {Protocol.class, MeterSource.class, GenerationUser.class},
        property = Protocol.NAME + "=lmtp")
@Designate(ocd = LmtpSettings.class)
public final class LmtpProtocol implements Protocol, MeterSource, GenerationUser {
    private final LmtpSettings settings;
    private final String hostName;
    private final LeasedRooms rooms;
    private final ServedNetworks served = new ServedNetworks();
    private final Counters counters = new Counters();
    private final MessageIds ids = new MessageIds();
    private final Set<LmtpSession> sessions = ConcurrentHashMap.newKeySet();
    private final Clock clock = Clock.systemUTC();

    /** Begins to watch for the rooms that sessions ask. */
    @Activate
    public LmtpProtocol(BundleContext context, LmtpSettings settings) {
        this.settings = settings;
        this.hostName = HostName.of(settings.hostName());
        this.rooms = new LeasedRooms(context, () -> sessions.forEach(LmtpSession::storeLeaving));
    }

    @Deactivate
    void close() {
        rooms.close();
    }

    @Override
    public Session open(Connection connection) {
        Rules rules =
                Rules.of(
                        connection.listener(),
                        served.of(connection.listener()),
                        hostName,
                        settings,
                        clock);
        LmtpSession session =
                new LmtpSession(connection, rules, rooms, counters, ids, sessions::remove);
        sessions.add(session);
        session.begin();
        return session;
    }

    /** Listeners that serve what is no network are refused. */
    @Override
    public List<Problem> prepare(Generation candidate) {
        List<Problem> problems = new ArrayList<>();
        for (ListenerDefinition listener : candidate.listeners()) {
            if (listener.protocol().equals("lmtp")) {
                ServedNetworks.problem(listener)
                        .map(text -> new Problem(listener.location(), Severity.ERROR, text))
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** Sessions ask their listener, except for what its networks mean. */
    @Override
    public void activate(Generation generation) {
        served.keep(generation);
    }

    @Override
    public String refusal(Reply reason) {
        ReplyWriter writer = new ReplyWriter();
        writer.add(new Reply(reason.isPermanent() ? 554 : 421, reason.status(), reason.text()));
        return StandardCharsets.US_ASCII.decode(writer.take()).toString();
    }

    @Override
    public List<Reading> readings() {
        return counters.readings();
    }
}
