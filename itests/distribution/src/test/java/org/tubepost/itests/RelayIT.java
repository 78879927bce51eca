// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;

/** Mail for other hosts: by smart host, by MX, later when they are down, back when time is up. */
@ExtendWith(DistributionExtension.class)
class RelayIT {
    private static final String FIRST_RULE = "! Everything else goes outside.\n";
    private static final String CHANNELS = "! To and from the world.\n";

    private static NameServer names;
    private static int smartPort;
    private static int exchangerPort;
    private static int deadPort;

    private final Distribution server;
    private final Post post;

    RelayIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    @BeforeAll
    static void configure(Distribution server) throws Exception {
        smartPort = Sink.freePort();
        exchangerPort = Sink.freePort();
        deadPort = Sink.freePort();
        names = new NameServer();
        Name mx = Name.fromString("mx.relayed.test.");
        Name dead = Name.fromString("dead.relayed.test.");
        names.add(new MXRecord(Name.fromString("relayed.test."), DClass.IN, 60, 10, dead));
        names.add(new MXRecord(Name.fromString("relayed.test."), DClass.IN, 60, 20, mx));
        names.add(new ARecord(mx, DClass.IN, 60, InetAddress.getByName("127.0.0.1")));
        // Nobody listens there: the second exchanger has to take it.
        names.add(new ARecord(dead, DClass.IN, 60, InetAddress.getByName("127.0.0.2")));
        names.add(new MXRecord(Name.fromString("nomail.test."), DClass.IN, 60, 0, Name.root));
        Files.writeString(
                server.home().resolve("etc/org.tubepost.dns.CachingResolver.cfg"),
                "servers = 127.0.0.1:" + names.port() + "\ntimeoutSeconds = 2\n");
        server.configure(
                "imta.cnf",
                FIRST_RULE,
                """
                smart.test              $U%$D@tcp_smart-daemon
                dead.test               $U%$D@tcp_dead-daemon
                relayed.test            $U%$D@tcp_mx-daemon
                nomail.test             $U%$D@tcp_mx-daemon
                nowhere.test            $U%$D@tcp_mx-daemon
                """
                        + FIRST_RULE);
        server.configure(
                "imta.cnf",
                CHANNELS,
                """
                tcp_smart smtp daemon [127.0.0.1] port %d backoff "pt1s" notices "pt10m" pool SMTP_POOL
                tcp_smart-daemon

                tcp_dead smtp daemon [127.0.0.1] port %d backoff "pt1s" notices "pt3s" pool SMTP_POOL
                tcp_dead-daemon

                tcp_mx smtp mx port %d backoff "pt1s" notices "pt10m" pool SMTP_POOL
                tcp_mx-daemon

                """
                                .formatted(smartPort, deadPort, exchangerPort)
                        + CHANNELS);
    }

    @AfterAll
    static void close() {
        names.close();
    }

    @Test
    void onlyInternalAddressesAndLoginsMaySendOutside() throws Exception {
        server.configure("mappings", "INTERNAL_IP\n\n", "INTERNAL_IP\n\n  127.0.0.9  $N\n");
        String transaction = "EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<%s>\r\nQUIT\r\n";
        String outside = transaction.formatted("x@smart.test");
        assertThat(server.talkFrom("127.0.0.9", 25, outside)).contains("550 5.7.1");
        assertThat(server.talkFrom("127.0.0.1", 25, outside)).contains("250 2.1.5");
        assertThat(server.talkFrom("127.0.0.9", 25, transaction.formatted("alice@example.com")))
                .contains("250 2.1.5");
    }

    @Test
    void channelsOfTheHouseAreNotAddressedFromTheNetwork() throws Exception {
        String transaction = "EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<%s>\r\nQUIT\r\n";
        for (String internal : List.of("x@hold-daemon", "x@example.com.ims-ms-daemon")) {
            for (String client : List.of("127.0.0.1", "127.0.0.9")) {
                assertThat(server.talkFrom(client, 25, transaction.formatted(internal)))
                        .as(client + " to " + internal)
                        .contains("550 5.7.1 Not an address");
            }
        }
    }

    @Test
    void smartHostGetsTheMessage() throws Exception {
        Sink.assumeInstalled();
        try (Sink sink = Sink.start(smartPort)) {
            post.submit("alice", "dave@smart.test", "by smart host");
            sink.await("by smart host");
            assertThat(sink.messages().get(0))
                    .contains("X-Mail-Args: <alice@example.com>", "X-Rcpt-Args: <dave@smart.test>");
            server.awaitEmptyQueue();
        }
    }

    @Test
    void secondExchangerGetsTheMessageWhenTheFirstIsDown() throws Exception {
        Sink.assumeInstalled();
        try (Sink sink = Sink.start(exchangerPort)) {
            post.submit("alice", "dave@relayed.test", "by mx");
            sink.await("by mx");
            server.awaitEmptyQueue();
        }
    }

    @Test
    void messageWaitsForHostThatIsDown() throws Exception {
        Sink.assumeInstalled();
        server.awaitEmptyQueue();
        post.submit("alice", "dave@smart.test", "patience");
        Distribution.await(
                Duration.ofSeconds(20),
                "a failed attempt is in the queue list",
                () -> server.shell("queue:list").contains("4.4.1"));
        try (Sink sink = Sink.start(smartPort)) {
            sink.await("patience");
            server.awaitEmptyQueue();
        }
    }

    @Test
    void senderIsToldWhenTimeIsUp() throws Exception {
        post.submit("carol", "dave@dead.test", "hopeless");
        String report = post.await("carol", "Delivery given up: hopeless");
        assertThat(report)
                .contains("Content-Type: multipart/report; report-type=delivery-status")
                .contains("Final-Recipient: rfc822; dave@dead.test", "Action: failed")
                .contains("Subject: hopeless")
                .contains("Return-Path: <>");
        server.awaitEmptyQueue();
    }

    @Test
    void domainWithoutMailIsToldAtOnce() throws Exception {
        post.submit("bob", "x@nomail.test,y@nowhere.test", "no mail there");
        assertThat(post.await("bob", "Delivery failed: no mail there"))
                .containsAnyOf("5.1.10", "5.1.2");
        Distribution.await(
                Duration.ofSeconds(30),
                "both are told",
                () ->
                        post.subjects("bob").stream()
                                        .filter("Delivery failed: no mail there"::equals)
                                        .count()
                                == 2);
    }

    @Test
    void reportThatCannotBeDeliveredReachesThePostmaster() throws Exception {
        server.talk(
                25,
                "EHLO x\r\nMAIL FROM:<x@nomail.test>\r\nRCPT TO:<y@nomail.test>\r\nDATA\r\n"
                        + "Subject: from nowhere\r\n\r\nx\r\n.\r\nQUIT\r\n");
        assertThat(post.awaitContaining("alice", "Final-Recipient: rfc822; x@nomail.test"))
                .contains("Subject: Delivery failed");
    }
}
