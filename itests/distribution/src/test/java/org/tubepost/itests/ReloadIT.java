// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The configuration is changed and reloaded while mail flows. How often says the system property
 * {@code tubepost.reloads}.
 */
@ExtendWith(DistributionExtension.class)
class ReloadIT {
    private static final int RELOADS = Integer.getInteger("tubepost.reloads", 50);
    private static final int AT_ONCE = 5;
    private static final int CONNECTIONS = 8;
    private static final String OUTSIDE = "! Everything else goes outside.\n";

    private final Distribution server;
    private final Path etc;
    private final Post post;

    ReloadIT(Distribution server) {
        this.server = server;
        this.etc = server.home().resolve("etc");
        this.post = new Post(server);
    }

    @Test
    void noTransactionFailsAndMemoryStaysFlat() throws Exception {
        String shipped = Files.readString(etc.resolve("imta.cnf"));
        Load load = new Load(server, CONNECTIONS, Integer.MAX_VALUE);
        load.start();
        reload(shipped, 0, RELOADS / 5);
        Heap before = Heap.of(server);
        reload(shipped, RELOADS / 5, RELOADS);
        Heap after = Heap.of(server);
        assertThat(server.shell("mta:test-rewrite", "x@round.test"))
                .contains("ound.test on channel hold");
        load.stop();
        Files.writeString(etc.resolve("imta.cnf"), shipped);
        server.shell("mta:reload");
        server.awaitEmptyQueue();
        assertThat(load.permanentErrors()).isEmpty();
        assertThat(load.temporaryErrors()).isEmpty();
        assertThat(load.refusedConnections()).isEmpty();
        assertThat(load.acknowledged()).hasSizeGreaterThan(RELOADS);
        assertThat(load.wrongPlaces()).isEmpty();
        // The one in force, those of transactions under way, and what a cache lets go late.
        assertThat(after.generations()).isBetween(1L, 4L);
        assertThat(after.octets()).isLessThan(before.octets() * 5 / 4);
    }

    /** Each step has another rule and some reloads of it. */
    private void reload(String shipped, int from, int upTo) throws IOException {
        for (int done = from; done < upTo; done += AT_ONCE) {
            Files.writeString(
                    etc.resolve("imta.cnf"),
                    shipped.replace(
                            OUTSIDE, "round.test  $U%r" + done + ".$D@hold-daemon\n" + OUTSIDE));
            List<String> commands =
                    Collections.nCopies(Math.min(AT_ONCE, upTo - done), "mta:reload");
            assertThat(server.shell(String.join("; ", commands)))
                    .hasLineCount(commands.size())
                    .doesNotContain("error");
        }
    }

    @Test
    void transactionEndsOnTheGenerationItBeganWith() throws Exception {
        server.append("aliases", "first-name: bob@example.com\n");
        try (Dialogue begun = new Dialogue(server);
                Dialogue later = new Dialogue(server)) {
            begun.say("EHLO client.test");
            begun.say("MAIL FROM:<a@b.test>");
            assertThat(begun.say("RCPT TO:<first-name@example.com>")).startsWith("250 ");
            server.configure("aliases", "first-name:", "second-name:");
            later.say("EHLO client.test");
            later.say("MAIL FROM:<a@b.test>");
            assertThat(begun.say("RCPT TO:<FIRST-NAME@example.com>")).startsWith("250 ");
            assertThat(begun.say("RCPT TO:<second-name@example.com>")).startsWith("550 5.1.1");
            assertThat(later.say("RCPT TO:<first-name@example.com>")).startsWith("550 5.1.1");
            assertThat(later.say("RCPT TO:<second-name@example.com>")).startsWith("250 ");
            assertThat(begun.say("DATA")).startsWith("354 ");
            assertThat(begun.say("Subject: by the first name\r\n\r\nx\r\n.")).startsWith("250 ");
            // The next transaction of the same session has the new one.
            begun.say("MAIL FROM:<a@b.test>");
            assertThat(begun.say("RCPT TO:<second-name@example.com>")).startsWith("250 ");
        }
        post.await("bob", "by the first name");
    }

    @Test
    void wrongFileIsRefusedWithItsPlaceAndTheOldOneStays() throws Exception {
        String sound = Files.readString(etc.resolve("imta.cnf"));
        String inForce = server.shell("mta:reload").strip();
        Files.writeString(
                etc.resolve("imta.cnf"), sound.replace("tcp_local smtp mx", "tcp_local smpt mx"));
        long line = sound.substring(0, sound.indexOf("tcp_local smtp mx")).lines().count() + 1;
        Distribution.Called refused = server.tryShell("mta:reload");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output())
                .contains("imta.cnf:" + line + ":11: error: unknown keyword 'smpt'")
                .contains("did you mean 'smtp'?")
                .contains("refused; " + inForce.replace(" is in force", "") + " stays in force");
        post.send("a@b.test", "alice@example.com", "with the old configuration");
        post.await("alice", "with the old configuration");
        Files.writeString(etc.resolve("imta.cnf"), sound);
        server.shell("mta:reload");
    }
}
