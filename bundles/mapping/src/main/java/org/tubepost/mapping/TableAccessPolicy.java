// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessRequest;

/**
 * Answers access questions from the access tables (reference page mta-essentials, "Probes"). A
 * table that is missing permits; an entry without {@code $N} or {@code $F} permits. What a table
 * cannot say now is refused for now. Asked from many threads; {@link #connect} does not block,
 * because {@link TableChecks} refuses tables that would.
 */
@Component(service = {AccessPolicy.class, GenerationUser.class})
public final class TableAccessPolicy implements AccessPolicy, GenerationUser {
    private static final Logger LOG = LoggerFactory.getLogger(TableAccessPolicy.class);

    /** Option: bits of the recipient tables whose probes end with the login name. */
    private static final String LOGIN_OPTION = "ACCESS_AUTH";

    private final MappingTables tables;
    private volatile Generation inForce;

    /** A policy on tables. */
    @Activate
    public TableAccessPolicy(@Reference MappingTables tables) {
        this.tables = tables;
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return List.of();
    }

    @Override
    public void activate(Generation generation) {
        inForce = generation;
    }

    @Override
    public AccessDecision connect(InetSocketAddress server, InetSocketAddress client, Trace trace) {
        Generation generation = inForce;
        if (generation == null) {
            return AccessDecision.PERMITTED;
        }
        // The flag tells the table that the connection is new.
        Probe probe = new Probe(AccessProbes.port(server, client), "A", false, trace);
        return ask(
                generation,
                AccessTable.PORT_ACCESS,
                probe,
                "connection not permitted",
                Reply.of(421, "4.4.3", "access control is not available, try again later"));
    }

    @Override
    public AccessDecision sender(AccessRequest request) {
        return ask(
                request,
                AccessTable.FROM_ACCESS,
                AccessProbes.from(request),
                "sender not permitted");
    }

    @Override
    public AccessDecision recipient(
            AccessRequest request, Point point, String channel, String recipient) {
        boolean original = point == Point.ORIGINAL;
        AccessTable send = original ? AccessTable.ORIG_SEND_ACCESS : AccessTable.SEND_ACCESS;
        AccessTable mail = original ? AccessTable.ORIG_MAIL_ACCESS : AccessTable.MAIL_ACCESS;
        return ask(
                        request,
                        send,
                        AccessProbes.send(request, channel, recipient) + login(request, send),
                        "not permitted")
                .and(
                        ask(
                                request,
                                mail,
                                AccessProbes.mail(request, channel, recipient)
                                        + login(request, mail),
                                "not permitted"));
    }

    private static String login(AccessRequest request, AccessTable table) {
        String option = request.generation().options().get(LOGIN_OPTION);
        if (option == null) {
            return "";
        }
        int bits = option.matches("\\d{1,3}") ? Integer.parseInt(option) : 0;
        int bit = 1 << table.ordinal() - AccessTable.FROM_ACCESS.ordinal();
        return (bits & (1 | bit)) == 0 ? "" : "|" + AccessProbes.authenticated(request);
    }

    private AccessDecision ask(
            AccessRequest request, AccessTable table, String input, String otherwise) {
        return ask(
                request.generation(),
                table,
                new Probe(
                        input,
                        AccessProbes.flags(request.origin()),
                        request.rehearsal(),
                        request.trace()),
                otherwise,
                Reply.of(451, "4.4.3", "access control is not available, try again later"));
    }

    private AccessDecision ask(
            Generation generation, AccessTable table, Probe probe, String otherwise, Reply away) {
        try {
            return tables.probe(generation, table.name(), probe)
                    .map(result -> new AccessAnswer(table, probe, result).decision(otherwise))
                    .orElse(AccessDecision.PERMITTED);
        } catch (UncheckedIOException unknown) {
            LOG.warn("{} {}: {}", table, probe.input(), unknown.getMessage());
            return AccessDecision.refused(away);
        } catch (RuntimeException broken) {
            LOG.error("{} {}: a table is broken", table, probe.input(), broken);
            return AccessDecision.refused(away);
        }
    }
}
