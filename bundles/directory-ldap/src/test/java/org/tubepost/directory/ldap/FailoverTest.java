// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.testkit.ComponentSettings;

/** Several servers, of which some go away; the clock is moved by the tests. */
@Timeout(120)
class FailoverTest {
    @TempDir Path folder;
    private final AtomicLong clock = new AtomicLong(1);
    private Embedded first;
    private Embedded second;
    private LdapSource source;

    @BeforeEach
    void start() throws Exception {
        first = named("first");
        // Both have one password, as replicas have.
        Files.createDirectories(folder.resolve("second"));
        Files.copy(first.passwordFile(), folder.resolve("second").resolve("password"));
        second = named("second");
    }

    /** A server with an entry of its name. */
    private Embedded named(String name) throws Exception {
        Embedded server = new Embedded(folder.resolve(name));
        LdapSource alone = Sources.of(server, Map.of());
        alone.add(
                new DirectoryRecord(
                        "ou=" + name + ",o=tubepost",
                        Map.of("objectClass", List.of("organizationalUnit"), "ou", List.of(name))));
        alone.close();
        return server;
    }

    @AfterEach
    void stop() throws Exception {
        source.close();
        first.close();
        second.close();
    }

    private static String at(Embedded server) {
        return "127.0.0.1:" + server.port();
    }

    private List<String> units() throws Exception {
        return source
                .search(
                        new SearchRequest(
                                "o=tubepost",
                                SearchRequest.Scope.ONE_LEVEL,
                                "(objectClass=organizationalUnit)",
                                List.of(),
                                0))
                .stream()
                .map(r -> r.first("ou").orElse(""))
                .toList();
    }

    @Test
    void theNextServerIsAskedWhileTheFirstIsAwayAndTheFirstAgainAfterwards() throws Exception {
        int port = first.port();
        source = rooted(new String[] {at(first), at(second)}, new String[0]);
        assertThat(units()).containsExactly("first");
        first.close();
        assertThat(units()).containsExactly("second");
        first = new Embedded(folder.resolve("first"), port);
        assertThat(units()).as("left alone for a while").containsExactly("second");
        clock.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(units()).containsExactly("first");
    }

    @Test
    void whenNoServerAnswersNothingIsKnown() throws Exception {
        source = rooted(new String[] {at(first), at(second)}, new String[0]);
        assertThat(units()).containsExactly("first");
        int port = first.port();
        first.close();
        second.close();
        assertThatThrownBy(this::units).isInstanceOf(DirectoryUnavailableException.class);
        first = new Embedded(folder.resolve("first"), port);
        assertThat(units()).as("better than nobody, at once").containsExactly("first");
    }

    @Test
    void replicasAreReadAndMastersWritten() throws Exception {
        source = rooted(new String[] {at(first)}, new String[] {at(second)});
        source.add(
                new DirectoryRecord(
                        "ou=new,o=tubepost",
                        Map.of(
                                "objectClass",
                                List.of("organizationalUnit"),
                                "ou",
                                List.of("new"))));
        assertThat(units()).containsExactly("second");
        assertThat(
                        source.writable()
                                .search(
                                        new SearchRequest(
                                                "ou=new,o=tubepost",
                                                SearchRequest.Scope.BASE,
                                                "(objectClass=*)",
                                                List.of(),
                                                1)))
                .hasSize(1);
        source.close();
        source = rooted(new String[] {at(first)}, new String[0]);
        assertThat(units()).containsExactlyInAnyOrder("first", "new");
    }

    @Test
    void aLongAnswerComesInPages() throws Exception {
        source =
                new LdapSource(
                        ComponentSettings.of(
                                LdapSettings.class,
                                Map.of(
                                        "servers",
                                        new String[] {at(first)},
                                        "passwordFile",
                                        first.passwordFile().toString(),
                                        "pageEntries",
                                        10)));
        for (int i : IntStream.range(0, 24).toArray()) {
            source.add(
                    new DirectoryRecord(
                            "ou=u" + i + ",o=tubepost",
                            Map.of(
                                    "objectClass",
                                    List.of("organizationalUnit"),
                                    "ou",
                                    List.of("u" + i))));
        }
        assertThat(units()).hasSize(25).doesNotHaveDuplicates();
        List<Integer> pages = new ArrayList<>();
        source.search(
                new SearchRequest(
                        "o=tubepost",
                        SearchRequest.Scope.ONE_LEVEL,
                        "(objectClass=*)",
                        List.of(),
                        0),
                page -> pages.add(page.size()));
        assertThat(pages).containsExactly(10, 10, 5);
    }

    private LdapSource rooted(String[] servers, String[] replicas) {
        return new LdapSource(
                ComponentSettings.of(
                        LdapSettings.class,
                        Map.of(
                                "servers",
                                servers,
                                "replicas",
                                replicas,
                                "passwordFile",
                                first.passwordFile().toString())),
                clock::get);
    }
}
