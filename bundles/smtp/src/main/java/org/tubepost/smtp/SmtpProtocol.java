// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.protocol.Session;
import org.tubepost.message.HostName;
import org.tubepost.wire.smtp.ReplyWriter;

/**
 * SMTP and message submission (RFC 5321, RFC 6409) with PIPELINING, SIZE, 8BITMIME, SMTPUTF8,
 * CHUNKING, ENHANCEDSTATUSCODES, DSN, STARTTLS and AUTH. Opens a session for each connection;
 * everything else it asks as services, leased for one message or one login.
 */
@Component(
        service = {Protocol.class, MeterSource.class},
        property = Protocol.NAME + "=smtp")
@Designate(ocd = SmtpSettings.class)
public final class SmtpProtocol implements Protocol, MeterSource {
    private final SmtpSettings settings;
    private final String hostName;
    private final LeasedRooms rooms;
    private final PauseTimer pauses = new PauseTimer();
    private final Counters counters = new Counters();
    private final Set<SmtpSession> sessions = ConcurrentHashMap.newKeySet();
    private final Clock clock = Clock.systemUTC();

    /** Begins to watch for the rooms that sessions ask. */
    @Activate
    public SmtpProtocol(BundleContext context, SmtpSettings settings) {
        this.settings = settings;
        this.hostName = HostName.of(settings.hostName());
        this.rooms =
                new LeasedRooms(
                        context,
                        () -> sessions.forEach(SmtpSession::acceptanceLeaving),
                        () -> sessions.forEach(SmtpSession::loginsLeaving),
                        settings);
    }

    @Deactivate
    void close() {
        pauses.close();
        rooms.close();
    }

    @Override
    public Session open(Connection connection) {
        ServerKeywords keywords = rooms.keywords(Rules.channel(connection.listener()));
        Rules rules = Rules.of(connection.listener(), hostName, settings, keywords, clock);
        SmtpSession session =
                new SmtpSession(connection, rules, rooms, pauses, counters, sessions::remove);
        sessions.add(session);
        session.begin();
        return session;
    }

    @Override
    public String refusal(Reply reason) {
        ReplyWriter writer = new ReplyWriter();
        writer.add(Replies.denied(reason));
        return StandardCharsets.US_ASCII.decode(writer.take()).toString();
    }

    @Override
    public List<Reading> readings() {
        return counters.readings();
    }
}
