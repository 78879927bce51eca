// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A mailing list of the alias file, from posting to the failure that its owner is told. */
@ExtendWith(DistributionExtension.class)
class ListsIT {
    private static final String CHANNELS = "! To and from the world.\n";
    private static final String OUTSIDE = "! Everything else goes outside.\n";

    private static int refusingPort;

    private final Distribution server;
    private final Post post;

    ListsIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    @BeforeAll
    static void configure(Distribution server) throws Exception {
        refusingPort = Sink.freePort();
        // The owner has a mailbox that other tests do not look into.
        Path password = Files.writeString(server.home().resolve("editor"), Distribution.PASSWORD);
        server.shell("directory:user-add --password-file " + password + " editor@example.com");
        Files.delete(password);
        server.configure(
                "imta.cnf", OUTSIDE, "left.test               $U%$D@tcp_left-daemon\n" + OUTSIDE);
        server.configure(
                "imta.cnf",
                CHANNELS,
                """
                tcp_left smtp daemon [127.0.0.1] port %d backoff "pt1s" notices "pt10m" pool SMTP_POOL
                tcp_left-daemon

                """
                                .formatted(refusingPort)
                        + CHANNELS);
        server.append(
                "aliases",
                """
                news-owner: editor@example.com
                news: [AUTH_LIST] "alice@example.com, *@press.test", \\
                      [ERRORS_TO] news-owner@example.com, [VERP], [TAG] "[news]", \\
                      [HEADER_ADDITION] "X-List: news", [HEADER_TRIM] "X-Private", \\
                      alice@example.com, bob@example.com, inner
                inner: bob@example.com, carol@example.com
                leavers: [AUTH_LIST] alice@example.com, [ERRORS_TO] news-owner@example.com, [VERP], \\
                      gone@left.test
                """);
    }

    @Test
    void everyMemberGetsThePostOnceAndChangedAsTheListSays() throws Exception {
        assertThat(transaction("alice@example.com", "news", "spring issue"))
                .contains("250 2.1.5")
                .doesNotContain("\n5");
        for (String member : new String[] {"alice", "bob", "carol"}) {
            assertThat(post.await(member, "[news] spring issue"))
                    .as(member)
                    .contains("Return-Path: <news-owner+" + member + "=example.com@example.com>")
                    .contains("X-List: news")
                    .contains("List-Id: <news.example.com>")
                    .doesNotContain("X-Private");
        }
        server.awaitEmptyQueue();
        for (String member : new String[] {"alice", "bob", "carol"}) {
            assertThat(Collections.frequency(post.subjects(member), "[news] spring issue"))
                    .as("%s, who is reached in two ways or one", member)
                    .isEqualTo(1);
        }
    }

    @Test
    void outsidersMayNotPost() throws IOException {
        assertThat(transaction("bob@example.com", "news", "me too")).contains("550 5.7.2");
        assertThat(transaction("eve@b.test", "news", "buy")).contains("550 5.7.2");
        assertThat(transaction("", "news", "a report")).contains("550 5.7.2");
        assertThat(transaction("desk@press.test", "news", "from the press")).contains("250 2.1.5");
    }

    @Test
    void failureReportOfAnotherHostReachesTheOwner() throws Exception {
        transaction("", "news-owner+bob=example.com", "Undelivered: bob");
        assertThat(post.await("editor", "Undelivered: bob")).contains("Return-Path: <>");
    }

    @Test
    void failureOfAMemberIsToldToTheOwnerAndNotToTheAuthor() throws Exception {
        Sink.assumeInstalled();
        server.awaitEmptyQueue();
        long before = failuresToldTo("alice");
        try (Sink sink = Sink.refusing(refusingPort)) {
            assertThat(sink.port()).isEqualTo(refusingPort);
            transaction("alice@example.com", "leavers", "to who left");
            // The address says who it was, whatever the report calls the recipient.
            String told = "To: <news-owner+gone=left.test@example.com>";
            assertThat(post.awaitContaining("editor", told))
                    .contains("Return-Path: <>", "Action: failed", "Subject: to who left");
        }
        server.awaitEmptyQueue();
        assertThat(failuresToldTo("alice")).isEqualTo(before);
    }

    private long failuresToldTo(String name) throws Exception {
        return post.subjects(name).stream().filter(s -> s.startsWith("Delivery failed")).count();
    }

    private String transaction(String sender, String list, String subject) throws IOException {
        return server.talk(
                25,
                """
                EHLO client.test
                MAIL FROM:<%s>
                RCPT TO:<%s@example.com>
                DATA
                From: <%s>
                To: <%s@example.com>
                Subject: %s
                X-Private: for the list only

                Text.
                .
                QUIT
                """
                        .formatted(sender, list, sender, list, subject)
                        .replace("\n", "\r\n"));
    }
}
