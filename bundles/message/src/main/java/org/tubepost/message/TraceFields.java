// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;

/**
 * The trace fields that this house puts before a message: {@code Received} when it comes in (RFC
 * 5321 section 4.4, RFC 3848) and {@code Return-Path} when it is delivered for good. Each is whole
 * with CRLF and fit for {@link org.tubepost.api.message.Content#withHeader}.
 *
 * <p>What the client said of itself is cleaned of everything that could end a field or a comment.
 */
public final class TraceFields {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final int LONGEST_WORD = 255;

    private TraceFields() {}

    /**
     * The {@code Received} field.
     *
     * @param origin where the message came from
     * @param id queue id
     * @param hostName name of this host
     * @param recipients envelope recipients as given; named only when there is exactly one, so that
     *     nobody learns of blind copies
     */
    public static ByteBuffer received(
            Origin origin, MessageId id, String hostName, List<MailAddress> recipients) {
        return received(origin, id, hostName, recipients, Optional.empty());
    }

    /**
     * The {@code Received} field of a message whose envelope sender was replaced.
     *
     * @param given envelope sender as the client gave it, to be named; empty to say nothing
     */
    public static ByteBuffer received(
            Origin origin,
            MessageId id,
            String hostName,
            List<MailAddress> recipients,
            Optional<ReversePath> given) {
        return received(origin, id, hostName, recipients, given, ZoneId.systemDefault());
    }

    static ByteBuffer received(
            Origin origin,
            MessageId id,
            String hostName,
            List<MailAddress> recipients,
            Optional<ReversePath> given,
            ZoneId zone) {
        StringBuilder field = new StringBuilder("Received: ");
        if (origin.client().isPresent()) {
            field.append("from ").append(from(origin, origin.client().get())).append("\r\n\t");
        }
        field.append("by ").append(word(hostName, "localhost"));
        origin.server()
                .map(InetSocketAddress::getAddress)
                .ifPresent(a -> field.append(" (").append(literal(a)).append(')'));
        field.append("\r\n\twith ").append(word(origin.protocol(), "SMTP"));
        if (!origin.tls().isEmpty()) {
            field.append(" (").append(tls(origin.tls())).append(')');
        }
        field.append(" id ").append(id);
        given.ifPresent(
                g ->
                        field.append("\r\n\t(envelope-from <")
                                .append(g.isNull() ? "" : word(g.toString(), ""))
                                .append(">)"));
        if (recipients.size() == 1) {
            field.append("\r\n\tfor <").append(recipients.get(0)).append('>');
        }
        field.append("; ").append(date(origin.received(), zone)).append("\r\n");
        return bytes(field);
    }

    /** The {@code Return-Path} field of final delivery. */
    public static ByteBuffer returnPath(ReversePath sender) {
        return bytes(new StringBuilder("Return-Path: <").append(sender).append(">\r\n"));
    }

    /** A moment as RFC 5322 section 3.3 writes it, in the time zone of this host. */
    public static String date(Instant moment) {
        return date(moment, ZoneId.systemDefault());
    }

    static String date(Instant moment, ZoneId zone) {
        return DATE.format(moment.atZone(zone));
    }

    private static String from(Origin origin, InetSocketAddress client) {
        String address = client.getAddress() == null ? "" : literal(client.getAddress());
        String helo = word(origin.helo(), address.isEmpty() ? "unknown" : address);
        String name = origin.clientName().isEmpty() ? "" : word(origin.clientName(), "") + " ";
        return helo + " (" + name + (address.isEmpty() ? "unknown" : address) + ")";
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        String plain = scope < 0 ? text : text.substring(0, scope);
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    private static String tls(String negotiated) {
        int blank = negotiated.indexOf(' ');
        return blank < 0
                ? "using " + word(negotiated, "TLS")
                : "using "
                        + word(negotiated.substring(0, blank), "TLS")
                        + " with cipher "
                        + word(negotiated.substring(blank + 1), "unknown");
    }

    /** Without blanks, controls and what structures a field; limited in length. */
    private static String word(String text, String otherwise) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < text.length() && clean.length() < LONGEST_WORD; i++) {
            char c = text.charAt(i);
            boolean plain = c > ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0);
            clean.append(plain && "()<>;\"\\,".indexOf(c) < 0 ? c : '?');
        }
        return clean.length() == 0 ? otherwise : clean.toString();
    }

    private static ByteBuffer bytes(StringBuilder text) {
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
