// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.directory.embedded.EmbeddedInFolder;

/** The embedded server's process is killed while clients write. */
@Timeout(120)
class KilledServerTest {
    private static final int WRITERS = 4;
    private static final int BEFORE_THE_KILL = 200;

    @TempDir Path folder;

    private record Child(Path passwordFile, int port) implements TestServer {
        @Override
        public String rootDn() {
            return "cn=Directory Manager";
        }

        @Override
        public void close() {}
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                EmbeddedInFolder.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(output.readLine());
            LdapSource source = Sources.of(new Child(folder.resolve("password"), port), Map.of());
            CountDownLatch enough = new CountDownLatch(BEFORE_THE_KILL);
            List<Thread> writers =
                    IntStream.range(0, WRITERS)
                            .mapToObj(w -> new Thread(() -> write(source, w, acknowledged, enough)))
                            .toList();
            writers.forEach(Thread::start);
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
            process.destroyForcibly().waitFor();
            for (Thread writer : writers) {
                writer.join();
            }
            source.close();
        } finally {
            process.destroyForcibly();
        }
        try (Embedded again = new Embedded(folder)) {
            LdapSource source = Sources.of(again, Map.of());
            for (String dn : acknowledged) {
                assertThat(
                                source.search(
                                        new SearchRequest(
                                                dn,
                                                SearchRequest.Scope.BASE,
                                                "(objectClass=*)",
                                                List.of(),
                                                1)))
                        .as(dn)
                        .hasSize(1);
            }
            source.close();
        }
    }

    private static void write(
            LdapSource source, int writer, Queue<String> acknowledged, CountDownLatch enough) {
        for (int i = 0; ; i++) {
            String name = writer + "." + i;
            String dn = "ou=" + name + ",o=tubepost";
            try {
                source.add(
                        new DirectoryRecord(
                                dn,
                                Map.of(
                                        "objectClass",
                                        List.of("organizationalUnit"),
                                        "ou",
                                        List.of(name))));
                acknowledged.add(dn);
                enough.countDown();
            } catch (DirectoryUnavailableException killed) {
                return;
            } catch (ProvisioningException refused) {
                // Asked again after a kill: this one is not acknowledged, whatever became of it.
                return;
            }
        }
    }
}
