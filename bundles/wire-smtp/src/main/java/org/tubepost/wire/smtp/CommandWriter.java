// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.message.DsnRequest.Returned;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.ReversePath;
import org.tubepost.wire.smtp.Command.Verb;

/**
 * Writes the commands of a client for one server: parameters that it does not offer are left out.
 * Whether a message may go to a server that lacks what it needs is the caller's decision. Addresses
 * go in A-labels unless SMTPUTF8 is used.
 */
public final class CommandWriter {
    private final Capabilities server;
    private final boolean utf8;

    /**
     * A writer.
     *
     * @param server what it offers
     * @param utf8 this message uses SMTPUTF8
     */
    public CommandWriter(Capabilities server, boolean utf8) {
        this.server = server;
        this.utf8 = utf8;
    }

    /** HELO, EHLO or LHLO. */
    public static ByteBuffer hello(Verb verb, String hostName) {
        return line(verb + " " + hostName);
    }

    /** A command without argument. */
    public static ByteBuffer plain(Verb verb) {
        return line(verb.name());
    }

    /**
     * AUTH.
     *
     * @param initialResponse decoded; null for none
     */
    public static ByteBuffer auth(String mechanism, byte[] initialResponse) {
        if (initialResponse == null) {
            return line("AUTH " + mechanism);
        }
        String encoded = Base64.getEncoder().encodeToString(initialResponse);
        return line("AUTH " + mechanism + " " + (encoded.isEmpty() ? "=" : encoded));
    }

    /** Answer to a 334. */
    public static ByteBuffer authResponse(byte[] response) {
        return line(Base64.getEncoder().encodeToString(response));
    }

    /** MAIL. */
    public ByteBuffer mail(ReversePath sender, MailParameters parameters) {
        StringBuilder line = new StringBuilder("MAIL FROM:<");
        sender.address().ifPresent(a -> line.append(written(a)));
        line.append('>');
        if (server.has("SIZE") && parameters.size() > 0) {
            line.append(" SIZE=").append(parameters.size());
        }
        if (parameters.requirements().contains(Requirement.BINARY) && server.has("BINARYMIME")) {
            line.append(" BODY=BINARYMIME");
        } else if (parameters.requirements().contains(Requirement.EIGHT_BIT)
                && server.has("8BITMIME")) {
            line.append(" BODY=8BITMIME");
        }
        if (utf8) {
            line.append(" SMTPUTF8");
        }
        if (server.has("DSN")) {
            if (parameters.dsn().returned() != Returned.UNSPECIFIED) {
                boolean full = parameters.dsn().returned() == Returned.FULL;
                line.append(full ? " RET=FULL" : " RET=HDRS");
            }
            if (!parameters.dsn().envelopeId().isEmpty()) {
                line.append(" ENVID=").append(Xtext.encode(parameters.dsn().envelopeId()));
            }
        }
        return line(line.toString());
    }

    /** RCPT. */
    public ByteBuffer rcpt(MailAddress recipient, RecipientDsn dsn) {
        StringBuilder line = new StringBuilder("RCPT TO:<").append(written(recipient)).append('>');
        if (server.has("DSN")) {
            if (!dsn.events().isEmpty()) {
                line.append(" NOTIFY=")
                        .append(
                                dsn.events().stream()
                                        .sorted()
                                        .map(Enum::name)
                                        .collect(Collectors.joining(",")));
            }
            if (!dsn.originalRecipient().isEmpty()) {
                line.append(" ORCPT=").append(original(dsn.originalRecipient()));
            }
        }
        return line(line.toString());
    }

    /** BDAT. */
    public static ByteBuffer bdat(long size, boolean last) {
        return line("BDAT " + size + (last ? " LAST" : ""));
    }

    private String original(String typed) {
        int semicolon = typed.indexOf(';');
        String type = typed.substring(0, semicolon);
        String address = typed.substring(semicolon + 1);
        return type
                + ";"
                + (type.equals("utf-8") ? Xtext.encodeUtf8(address, utf8) : Xtext.encode(address));
    }

    private String written(MailAddress address) {
        return (utf8 ? address : address.withDomain(address.asciiDomain())).toString();
    }

    private static ByteBuffer line(String text) {
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("line break within a command");
        }
        return ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
