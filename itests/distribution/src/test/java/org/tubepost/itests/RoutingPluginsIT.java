// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A mapping table and a rewrite engine in Java are dropped into deploy/ and taken out again while
 * mail flows: they take effect, no transaction fails, and what stood there before is back.
 */
@ExtendWith(DistributionExtension.class)
class RoutingPluginsIT {
    private static final int CONNECTIONS = 6;
    private static final Duration DEPLOYED = Duration.ofSeconds(30);

    private final Distribution server;
    private final Post post;

    RoutingPluginsIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    @Test
    void javaTableStandsBeforeTheOneOfTheFileWhileItIsThere() throws Exception {
        server.append(
                "mappings",
                "\nFROM_ACCESS\n\n  *|MAIL|*|*@file.test|*  $N550|5.7.1|by$ the$ file\n");
        PlugIn table = PlugIn.build("table", "org.example.senders-1.0.0.jar");
        Load load = new Load(server, CONNECTIONS, Integer.MAX_VALUE);
        load.start();
        assertThat(senderReply("x@file.test")).isEqualTo("550 5.7.1 by the file");
        assertThat(senderReply("x@java.test")).startsWith("250 ");
        Path dropped = table.drop(server);
        awaitSender("x@java.test", "550 5.7.1 by a bundle");
        assertThat(senderReply("x@file.test")).startsWith("250 ");
        awaitMoreMail(load);
        Files.delete(dropped);
        awaitSender("x@file.test", "550 5.7.1 by the file");
        assertThat(senderReply("x@java.test")).startsWith("250 ");
        endWithoutAFailure(load);
    }

    @Test
    void javaEngineRoutesWhileItIsThere() throws Exception {
        PlugIn engine = PlugIn.build("rewriter", "org.example.moved-1.0.0.jar");
        Load load = new Load(server, CONNECTIONS, Integer.MAX_VALUE);
        load.start();
        String house = "alice@moved.test on channel tcp_local";
        assertThat(server.shell("mta:test-rewrite", "alice@moved.test")).contains(house);
        Path dropped = engine.drop(server);
        Distribution.await(
                DEPLOYED,
                "the engine routes",
                () ->
                        server.shell("mta:test-rewrite", "alice@moved.test")
                                .contains("alice@example.com on channel l"));
        post.send("a@b.test", "alice@moved.test", "by an engine of a bundle");
        post.await("alice", "by an engine of a bundle");
        awaitMoreMail(load);
        Files.delete(dropped);
        Distribution.await(
                DEPLOYED,
                "the house's engine routes again",
                () -> server.shell("mta:test-rewrite", "alice@moved.test").contains(house));
        endWithoutAFailure(load);
    }

    private void awaitSender(String sender, String reply) throws Exception {
        Distribution.await(DEPLOYED, reply, () -> senderReply(sender).equals(reply));
    }

    private String senderReply(String sender) throws IOException {
        return server.talk(25, "HELO client.test\r\nMAIL FROM:<" + sender + ">\r\nQUIT\r\n")
                .lines()
                .toList()
                .get(2);
    }

    private static void awaitMoreMail(Load load) throws Exception {
        int before = load.acknowledged().size();
        Distribution.await(
                Duration.ofSeconds(30),
                "mail flows with the plug-in",
                () -> load.acknowledged().size() > before + 100);
    }

    private void endWithoutAFailure(Load load) throws Exception {
        awaitMoreMail(load);
        load.stop();
        server.awaitEmptyQueue();
        assertThat(load.permanentErrors()).isEmpty();
        assertThat(load.temporaryErrors()).isEmpty();
        assertThat(load.refusedConnections()).isEmpty();
        assertThat(load.acknowledged()).hasSizeGreaterThan(300);
        assertThat(load.wrongPlaces()).isEmpty();
    }
}
