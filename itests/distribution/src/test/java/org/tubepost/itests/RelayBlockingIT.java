// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The shipped configuration relays for nobody outside, however the way out is written. Outside are
 * the machine's own addresses beyond loopback, where there are some, and one of loopback that is
 * taken out of INTERNAL_IP, which is all that is changed.
 */
@ExtendWith(DistributionExtension.class)
class RelayBlockingIT {
    private static final String NOT_INTERNAL = "127.0.0.2";
    private static final List<String> INTERNAL = List.of("127.0.0.1", "127.0.0.3");

    /** Addresses that lead outside when a server is careless. */
    private static final List<String> WAYS_OUT =
            List.of(
                    "victim@outside.test",
                    "VICTIM@OUTSIDE.TEST",
                    "victim@deep.outside.test",
                    "\"victim\"@outside.test",
                    "\"a b\"@outside.test",
                    // Addresses instead of names.
                    "victim@[192.0.2.1]",
                    "victim@[IPv6:2001:db8::1]",
                    "victim@[IPv6:2001:0DB8:0:0:0:0:0:1]",
                    "victim@[IPv6:::ffff:192.0.2.1]",
                    "\"victim\"@[192.0.2.1]",
                    // The percent hack.
                    "victim%outside.test@example.com",
                    "victim%outside.test@localhost",
                    "victim%outside.test@[127.0.0.1]",
                    "victim%outside.test@[IPv6:::1]",
                    "victim%[192.0.2.1]@example.com",
                    "victim%[IPv6:2001:db8::1]@localhost",
                    "victim%outside.test%localhost@example.com",
                    "victim%outside.test",
                    // Bang paths.
                    "outside.test!victim@example.com",
                    "outside.test!victim@localhost",
                    "localhost!outside.test!victim",
                    "outside.test!victim",
                    // Source routes.
                    "@example.com:victim@outside.test",
                    "@localhost:victim@outside.test",
                    "@[127.0.0.1]:victim@outside.test",
                    "@example.com,@localhost:victim@outside.test",
                    "@outside.test:victim@outside.test",
                    "@example.com:victim@[192.0.2.1]",
                    // Quoted.
                    "\"victim@outside.test\"@example.com",
                    "\"victim@outside.test\"@localhost",
                    "\"victim@outside.test\"",
                    "\"victim%outside.test\"@example.com",
                    "\"outside.test!victim\"@example.com",
                    "\"@example.com:victim@outside.test\"@example.com",
                    "\"victim@outside.test@\"@localhost",
                    // Mixed.
                    "@localhost:victim%outside.test@example.com",
                    "outside.test!victim%localhost@example.com",
                    "example.com!victim%outside.test@localhost",
                    "@[127.0.0.1]:\"victim%outside.test\"@[127.0.0.1]",
                    "@example.com:outside.test!victim@localhost",
                    "victim@outside.test@example.com",
                    "victim@outside.test%example.com",
                    "victim@outside.test,alice@example.com",
                    // Channels, as if they were hosts.
                    "victim%outside.test@tcp_local-daemon",
                    "victim@tcp_local-daemon",
                    "victim@tcp_intranet-daemon",
                    "victim%outside.test@reprocess-daemon",
                    "victim@process-daemon",
                    "alice@hold-daemon",
                    "victim@bitbucket-daemon",
                    "victim@example.com.ims-ms-daemon");

    private final Distribution server;

    RelayBlockingIT(Distribution server) {
        this.server = server;
    }

    @BeforeAll
    static void oneAddressIsOutside(Distribution server) throws IOException {
        server.configure(
                "mappings", "INTERNAL_IP\n\n", "INTERNAL_IP\n\n  " + NOT_INTERNAL + "  $N\n");
    }

    @Test
    void nothingIsRelayedForAnOutsideClient() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (String client : outside()) {
            for (String way : WAYS_OUT) {
                all.assertThat(recipientReply(client, "a@b.test", way))
                        .as(client + " to " + way)
                        .startsWith("5");
            }
        }
        all.assertAll();
    }

    @Test
    void aSenderOfTheHouseOrNoSenderMakesNoDifference() throws IOException {
        for (String sender : List.of("", "alice@example.com", "postmaster", "x@localhost")) {
            assertThat(recipientReply(NOT_INTERNAL, sender, "victim@outside.test"))
                    .as(sender)
                    .matches("5.*");
        }
    }

    @Test
    void outsideClientReachesUsersOfTheHouse() throws IOException {
        for (String client : outside()) {
            for (String recipient :
                    List.of(
                            "alice@example.com",
                            "\"alice\"@EXAMPLE.com",
                            "@b.test:alice@example.com")) {
                assertThat(recipientReply(client, "a@b.test", recipient)).startsWith("250 ");
            }
        }
    }

    @Test
    void internalClientMayRelay() throws IOException {
        for (String recipient :
                List.of(
                        "friend@outside.test",
                        "friend@[192.0.2.1]",
                        "friend@[IPv6:2001:db8::1]",
                        "\"friend\"@outside.test",
                        "@example.com:friend@outside.test")) {
            for (String client : INTERNAL) {
                assertThat(recipientReply(client, "alice@example.com", recipient))
                        .as(client + " to " + recipient)
                        .startsWith("250 ");
            }
        }
    }

    @Test
    void percentHackAndBangPathAreNoWayOutForAnybody() throws IOException {
        for (String recipient :
                List.of("friend%outside.test@example.com", "outside.test!friend@example.com")) {
            for (String client : INTERNAL) {
                assertThat(recipientReply(client, "alice@example.com", recipient))
                        .as(client + " to " + recipient)
                        .startsWith("5");
            }
        }
    }

    private static List<String> outside() throws SocketException {
        List<String> addresses = new ArrayList<>(List.of(NOT_INTERNAL));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a.getAddress().length == 4 && !a.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .ifPresent(addresses::add);
        return addresses;
    }

    /** What RCPT is answered in a transaction of its own, by a client at an address. */
    private String recipientReply(String client, String sender, String recipient)
            throws IOException {
        String dialogue =
                server.talkFrom(
                        client,
                        25,
                        "HELO client.test\r\nMAIL FROM:<"
                                + sender
                                + ">\r\nRCPT TO:<"
                                + recipient
                                + ">\r\nQUIT\r\n");
        List<String> replies = dialogue.lines().toList();
        // Greeting, HELO, MAIL, RCPT, QUIT; without a reply to QUIT the server has hung up.
        assertThat(replies).as(dialogue).hasSizeGreaterThanOrEqualTo(4);
        assertThat(replies.get(2)).as(dialogue).startsWith("250 ");
        return replies.get(3);
    }
}
