// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.store.MessageUrls;
import org.tubepost.smtp.ServerKeywords.EightBit;
import org.tubepost.smtp.ServerKeywords.Etrn;

/** The answer to EHLO: what this server can do, for this client, now. */
final class Offers {
    private Offers() {}

    static List<String> lines(Rules rules, Rooms rooms, Client client) {
        List<String> lines = new ArrayList<>();
        lines.add(rules.hostName());
        ServerKeywords keywords = rules.keywords();
        boolean eightBit = keywords.eightBit() != EightBit.NOT_OFFERED;
        addIf(keywords.pipelining(), "PIPELINING", lines);
        lines.add("SIZE" + sizeLimit(rules, rooms));
        addIf(eightBit, "8BITMIME", lines);
        addIf(eightBit, "SMTPUTF8", lines);
        addIf(keywords.chunking(), "CHUNKING", lines);
        urls(rules, rooms, client).ifPresent(lines::add);
        lines.add("ENHANCEDSTATUSCODES");
        addIf(keywords.dsn(), "DSN", lines);
        addIf(keywords.etrn() == Etrn.ALLOWED || keywords.etrn() == Etrn.SILENT, "ETRN", lines);
        if (rules.offersTls() && !client.isEncrypted()) {
            lines.add("STARTTLS");
        }
        List<String> mechanisms = mechanisms(rules, rooms, client);
        if (!mechanisms.isEmpty()) {
            lines.add("AUTH " + String.join(" ", mechanisms));
        }
        lines.add("HELP");
        return lines;
    }

    private static void addIf(boolean offered, String extension, List<String> lines) {
        if (offered) {
            lines.add(extension);
        }
    }

    /** BURL (RFC 4468 section 2): of users, who have logged in, while URLs can be followed. */
    private static Optional<String> urls(Rules rules, Rooms rooms, Client client) {
        Optional<Lease<MessageUrls>> lease =
                rules.takesUrls(client) ? rooms.urls() : Optional.empty();
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<MessageUrls> open = lease.get()) {
            return Optional.of("BURL imap imap://" + open.service().host());
        }
    }

    private static String sizeLimit(Rules rules, Rooms rooms) {
        Optional<Lease<Acceptance>> lease = rooms.acceptance();
        if (lease.isEmpty()) {
            return "";
        }
        try (Lease<Acceptance> open = lease.get()) {
            return " " + open.service().limits(rules.channel()).messageSize();
        }
    }

    private static List<String> mechanisms(Rules rules, Rooms rooms, Client client) {
        Optional<Lease<Authenticator>> lease =
                rules.offersLogin()
                                && !client.isLoggedIn()
                                && (client.isEncrypted() || !rules.needsTls())
                        ? rooms.authenticator()
                        : Optional.empty();
        if (lease.isEmpty()) {
            return List.of();
        }
        try (Lease<Authenticator> open = lease.get()) {
            return open.service().mechanisms(client.context());
        }
    }
}
