// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.SearchRefusedException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.testkit.ComponentSettings;

/** Who gets a connection, and what becomes of it; the clock is moved by the tests. */
@Timeout(120)
class ConnectionPoolTest {
    private static final SearchRequest TOP =
            new SearchRequest(
                    "o=tubepost", SearchRequest.Scope.SUBTREE, "(objectClass=*)", List.of(), 0);

    @TempDir Path folder;
    private final AtomicLong clock = new AtomicLong(1);
    private Embedded server;

    @BeforeEach
    void start() throws Exception {
        server = new Embedded(folder.resolve("server"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static String at(int port) {
        return "127.0.0.1:" + port;
    }

    private LdapSettings settings(Map<String, Object> further, String... servers) {
        Map<String, Object> all = new HashMap<>(further);
        all.put("servers", servers);
        all.putIfAbsent("passwordFile", server.passwordFile().toString());
        return ComponentSettings.of(LdapSettings.class, all);
    }

    private LdapServers servers(LdapSettings settings) {
        return new LdapServers(settings, settings.servers(), clock::get);
    }

    @Test
    void aServerThatRefusesASearchIsNotAway() throws Exception {
        String dn = "uid=asker,o=tubepost";
        LdapSource source = new LdapSource(settings(Map.of(), at(server.port())));
        source.add(
                new DirectoryRecord(
                        dn,
                        Map.of(
                                "objectClass",
                                List.of("top", "person", "organizationalPerson", "inetOrgPerson"),
                                "cn",
                                List.of("Asker"),
                                "sn",
                                List.of("Asker"),
                                "userPassword",
                                List.of("secret"))));
        source.close();
        Path password = Files.writeString(folder.resolve("password"), "secret");
        LdapSource asker =
                new LdapSource(
                        settings(
                                Map.of("bindDn", dn, "passwordFile", password.toString()),
                                at(server.port())));
        assertThatThrownBy(() -> asker.search(TOP)).isInstanceOf(SearchRefusedException.class);
        asker.close();
    }

    @Test
    void lookUpFindsAConnectionHoweverManyVisitsThereAre() throws Exception {
        LdapSource source =
                new LdapSource(
                        settings(
                                Map.of("poolSize", 1, "visitPoolSize", 1, "timeoutSeconds", 1),
                                at(server.port())));
        List<Integer> found = new ArrayList<>();
        source.search(TOP, page -> found.add(source.search(TOP).size()));
        assertThat(found).singleElement().satisfies(size -> assertThat(size).isPositive());
        source.search(
                TOP,
                page ->
                        assertThatThrownBy(() -> source.search(TOP, inner -> {}))
                                .as("visits are bounded among themselves")
                                .hasMessageContaining("busy"));
        source.close();
    }

    @Test
    void serverThatDidNotAnswerInTimeIsNotAskedAgain() throws Exception {
        LdapSettings settings = settings(Map.of("timeoutSeconds", 2), at(server.port()));
        try (ConnectionPool pool = ConnectionPool.ofQuestions(servers(settings), settings)) {
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(
                            () ->
                                    pool.ask(
                                            connection -> {
                                                asked.incrementAndGet();
                                                clock.addAndGet(Duration.ofSeconds(2).toNanos());
                                                throw new LdapException("TimeOut occurred");
                                            }))
                    .isInstanceOf(DirectoryUnavailableException.class);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void theNextServerIsAskedWhenTheFirstDidNotAnswerInTime() throws Exception {
        Path other = Files.createDirectories(folder.resolve("second"));
        Files.copy(server.passwordFile(), other.resolve("password"));
        try (Embedded second = new Embedded(other)) {
            LdapSettings settings =
                    settings(Map.of("timeoutSeconds", 2), at(server.port()), at(second.port()));
            try (ConnectionPool pool = ConnectionPool.ofQuestions(servers(settings), settings)) {
                List<Integer> asked = new ArrayList<>();
                ConnectionPool.Question<Integer> question =
                        connection -> {
                            asked.add(connection.getConfig().getLdapPort());
                            if (asked.size() == 1) {
                                clock.addAndGet(Duration.ofSeconds(2).toNanos());
                                throw new LdapException("TimeOut occurred");
                            }
                            return asked.size();
                        };
                assertThat(pool.ask(question)).isEqualTo(2);
                assertThat(asked).containsExactly(server.port(), second.port());
            }
        }
    }

    @Test
    void connectionIsKeptWhenABetterOneCannotBeBound() throws Exception {
        try (ServerSocket away = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = away.getLocalPort();
            away.close();
            Path password = Files.copy(server.passwordFile(), folder.resolve("password"));
            LdapSettings settings =
                    settings(
                            Map.of("passwordFile", password.toString(), "poolSize", 1),
                            at(port),
                            at(server.port()));
            try (ConnectionPool pool = ConnectionPool.ofQuestions(servers(settings), settings)) {
                LdapNetworkConnection first = pool.ask(connection -> connection);
                clock.addAndGet(Duration.ofSeconds(31).toNanos());
                try (Embedded better = new Embedded(folder.resolve("better"), port)) {
                    Files.delete(password);
                    assertThat(pool.<Boolean>ask(connection -> connection == first)).isTrue();
                    assertThat(better.port()).isEqualTo(port);
                }
            }
        }
    }

    @Test
    void connectionThatComesBackToAClosedPoolIsClosed() throws Exception {
        LdapSettings settings = settings(Map.of(), at(server.port()));
        ConnectionPool pool = ConnectionPool.ofQuestions(servers(settings), settings);
        LdapNetworkConnection used =
                pool.ask(
                        connection -> {
                            pool.close();
                            return connection;
                        });
        assertThat(used.isConnected()).isFalse();
    }

    @Test
    void onlyOneTriesAServerThatWasAway() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LdapServers servers =
                    servers(settings(Map.of(), at(silent.getLocalPort()), at(server.port())));
            servers.failed(0);
            clock.addAndGet(Duration.ofSeconds(31).toNanos());
            assertThat(servers.isBetterDue(1)).isTrue();
            CompletableFuture<LdapServers.Opened> trying =
                    CompletableFuture.supplyAsync(() -> better(servers));
            try (Socket tried = silent.accept()) {
                assertThat(servers.isBetterDue(1)).isFalse();
                try (LdapNetworkConnection other = servers.open(true).connection()) {
                    assertThat(other.getConfig().getLdapPort()).isEqualTo(server.port());
                }
                assertThat(tried.isConnected()).isTrue();
            }
            assertThatThrownBy(trying::get).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void passwordIsAskedElsewhereWhenAServerTakesTheConnectionAndHangsUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> hangingUp = CompletableFuture.runAsync(() -> hangUp(mute));
            LdapSource source =
                    new LdapSource(
                            settings(Map.of(), at(mute.getLocalPort()), at(server.port())),
                            clock::get);
            byte[] password = Files.readString(server.passwordFile()).strip().getBytes(UTF_8);
            assertThat(source.bind("cn=Directory Manager", password)).isTrue();
            source.close();
            hangingUp.get();
        }
    }

    @Test
    void loginsShareConnectionsAndAreEachTheirOwn() throws Exception {
        LdapSource source = new LdapSource(settings(Map.of(), at(server.port())), clock::get);
        byte[] password = Files.readString(server.passwordFile()).strip().getBytes(UTF_8);
        for (int i = 0; i < 5; i++) {
            assertThat(source.bind("cn=Directory Manager", password)).isTrue();
            assertThat(source.bind("cn=Directory Manager", "wrong".getBytes(UTF_8))).isFalse();
            assertThat(source.bind("cn=Nobody", password)).isFalse();
        }
        source.close();
    }

    private static void hangUp(ServerSocket socket) {
        try {
            socket.accept().close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private static LdapServers.Opened better(LdapServers servers) {
        try {
            return servers.openBetter(1, true);
        } catch (Exception away) {
            throw new IllegalStateException(away);
        }
    }
}
