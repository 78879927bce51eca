// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.IpAddress;

/** A command about what would happen to a client: who connects from where, and sends to whom. */
abstract class ClientCommand extends HouseCommand {
    private static final int CLIENT_PORT = 49_152;
    private static final int SMTP_PORT = 25;

    @Argument(
            index = 0,
            name = "sender",
            description = "Envelope sender; '<>' for the null path",
            required = true)
    private String sender;

    @Argument(index = 1, name = "recipient", description = "Envelope recipient", required = true)
    private String recipient;

    @Option(name = "--from-ip", description = "Address of the client")
    private String clientAddress = "192.0.2.1";

    @Option(name = "--server-ip", description = "Address that the client connects to")
    private String serverAddress = "127.0.0.1";

    @Option(name = "--port", description = "Port that the client connects to")
    private int port = SMTP_PORT;

    @Option(name = "--auth", description = "Name under which the client has logged in")
    private String user;

    @Option(name = "--helo", description = "Name that the client gives in EHLO")
    private String helo = "client.example";

    @Option(name = "--tls", description = "The client uses TLS")
    private boolean tls;

    @Option(name = "--channel", description = "Channel of the listener, before switching")
    @Completion(ChannelCompleter.class)
    private String channel = "tcp_local";

    /** Where the message would come from. */
    Origin origin() {
        return new Origin(
                channel,
                "ESMTP" + (tls ? "S" : "") + (user == null ? "" : "A"),
                Optional.of(socket(clientAddress, CLIENT_PORT)),
                Optional.of(socket(serverAddress, port)),
                helo,
                "",
                tls ? "TLSv1.3 TLS_AES_256_GCM_SHA384" : "",
                Optional.ofNullable(user),
                Instant.now(),
                "");
    }

    /** The envelope sender; {@code <>} or nothing is the null path. */
    ReversePath sender() throws AddressSyntaxException {
        return sender.isEmpty() || sender.equals("<>")
                ? ReversePath.NULL
                : ReversePath.of(MailAddress.parse(sender));
    }

    /** The envelope recipient as it was given. */
    String recipient() {
        return recipient;
    }

    private static InetSocketAddress socket(String text, int port) {
        return new InetSocketAddress(IpAddress.of(text), port);
    }
}
