// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessRequest;

/**
 * Answers access questions from the tables PORT_ACCESS, INTERNAL_IP, ORIG_SEND_ACCESS and
 * SEND_ACCESS (reference page mta-essentials, "Probes"). A table that is missing permits; an entry
 * without {@code $N} or {@code $F} permits.
 */
@Component(service = {AccessPolicy.class, GenerationUser.class})
public final class TableAccessPolicy implements AccessPolicy, GenerationUser {
    /** Optional reply code and enhanced status in front of a rejection text. */
    private static final Pattern CODED =
            Pattern.compile(
                    "(?:([45]\\d\\d)(?:[ |]|$))?(?:([45]\\.\\d{1,3}\\.\\d{1,3})[ |]?)?(.*)");

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
        String probe =
                String.join(
                        "|",
                        "TCP",
                        server.getAddress().getHostAddress(),
                        Integer.toString(server.getPort()),
                        client.getAddress().getHostAddress(),
                        Integer.toString(client.getPort()));
        return decision(
                tables.probe(generation, "PORT_ACCESS", Probe.of(probe, trace)),
                "connection not permitted");
    }

    @Override
    public AccessDecision sender(AccessRequest request) {
        return AccessDecision.PERMITTED;
    }

    @Override
    public AccessDecision recipient(
            AccessRequest request, Point point, String channel, String recipient) {
        String probe =
                String.join(
                        "|",
                        request.origin().channel(),
                        request.sender().toString(),
                        channel,
                        recipient);
        return decision(
                tables.probe(
                        request.generation(),
                        point == Point.ORIGINAL ? "ORIG_SEND_ACCESS" : "SEND_ACCESS",
                        new Probe(probe, "", request.rehearsal(), request.trace())),
                "not permitted");
    }

    private static AccessDecision decision(Optional<MappingTable.Result> result, String otherwise) {
        return result.filter(r -> r.has('N') || r.has('F'))
                .map(r -> AccessDecision.refused(reply(r.text(), otherwise)))
                .orElse(AccessDecision.PERMITTED);
    }

    private static Reply reply(String text, String otherwise) {
        Matcher parts = CODED.matcher(text.strip());
        if (!parts.matches()) {
            return Reply.of(550, "5.7.1", otherwise);
        }
        boolean temporary =
                parts.group(1) != null
                        ? parts.group(1).startsWith("4")
                        : parts.group(2) != null && parts.group(2).startsWith("4");
        int code =
                parts.group(1) == null ? (temporary ? 450 : 550) : Integer.parseInt(parts.group(1));
        String status = parts.group(2);
        if (status == null || status.startsWith("4") != temporary) {
            status = temporary ? "4.7.1" : "5.7.1";
        }
        String said = parts.group(3).isBlank() ? otherwise : parts.group(3).strip();
        return Reply.of(code, status, said);
    }
}
