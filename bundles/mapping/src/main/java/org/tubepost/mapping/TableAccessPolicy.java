// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.security.AccessPolicy;

/**
 * Answers access questions from the tables PORT_ACCESS, INTERNAL_IP, ORIG_SEND_ACCESS and
 * SEND_ACCESS (reference page mta-essentials, "Probes"). A table that is missing permits; an entry
 * without {@code $N} or {@code $F} permits.
 */
@Component
public final class TableAccessPolicy implements AccessPolicy {
    /** Optional reply code and enhanced status in front of a rejection text. */
    private static final Pattern CODED =
            Pattern.compile(
                    "(?:([45]\\d\\d)(?:[ |]|$))?(?:([45]\\.\\d{1,3}\\.\\d{1,3})[ |]?)?(.*)");

    private final LeasedTables tables;

    /** Begins to watch for tables. */
    @Activate
    public TableAccessPolicy(BundleContext context) {
        this.tables = new LeasedTables(context);
    }

    @Deactivate
    void close() {
        tables.close();
    }

    @Override
    public Optional<Reply> connect(
            InetSocketAddress server, InetSocketAddress client, Trace trace) {
        String probe =
                String.join(
                        "|",
                        "TCP",
                        server.getAddress().getHostAddress(),
                        Integer.toString(server.getPort()),
                        client.getAddress().getHostAddress(),
                        Integer.toString(client.getPort()));
        return refusal("PORT_ACCESS", probe, "connection not permitted", trace);
    }

    @Override
    public boolean isInternal(InetAddress client, Trace trace) {
        String address = client.getHostAddress();
        int zone = address.indexOf('%');
        return tables.probe("INTERNAL_IP", zone < 0 ? address : address.substring(0, zone), trace)
                .map(r -> r.has('Y'))
                .orElse(false);
    }

    @Override
    public Optional<Reply> send(
            String sourceChannel,
            String sender,
            String originalChannel,
            String originalRecipient,
            String channel,
            String recipient,
            Trace trace) {
        Optional<Reply> refused = Optional.empty();
        if (!originalChannel.isEmpty()) {
            refused =
                    refusal(
                            "ORIG_SEND_ACCESS",
                            String.join(
                                    "|", sourceChannel, sender, originalChannel, originalRecipient),
                            "not permitted",
                            trace);
        }
        if (refused.isEmpty() && !channel.isEmpty()) {
            refused =
                    refusal(
                            "SEND_ACCESS",
                            String.join("|", sourceChannel, sender, channel, recipient),
                            "not permitted",
                            trace);
        }
        return refused;
    }

    private Optional<Reply> refusal(String table, String probe, String otherwise, Trace trace) {
        Optional<MappingTable.Result> result = tables.probe(table, probe, trace);
        return result.filter(r -> r.has('N') || r.has('F')).map(r -> reply(r.text(), otherwise));
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
