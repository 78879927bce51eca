// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.api.directory.EntryKind.DOMAIN;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** Provisioning with roles over a back end in memory. */
@Timeout(60)
class AdministrationTest {
    private static final Administrator ROOT = Administrator.ofPlatform("root");

    @TempDir Path cache;
    private final MemorySource source = new MemorySource();
    private SmallFramework framework;
    private CachedDirectory directory;
    private Administration admin;

    @BeforeEach
    void begin() throws Exception {
        framework = SmallFramework.start(cache);
        framework.register(DirectorySource.class, source, Map.of(DirectorySource.NAME, "memory"));
        directory =
                new CachedDirectory(
                        framework.context(),
                        ComponentSettings.of(
                                DirectorySettings.class,
                                Map.of("source", "memory", "domainUplevel", 1)));
        admin = new Administration(framework.context(), directory, Clock.systemUTC());
        source.domain("example.com").user("alice", "example.com", "cn=Alice");
    }

    @AfterEach
    void end() throws Exception {
        admin.close();
        directory.close();
        framework.close();
    }

    @Test
    void nameBelowADomainTakesItsMailAndDoesNotNameIt() throws Exception {
        assertThat(directory.domain("sub.example.com").orElseThrow().name())
                .isEqualTo("example.com");
        assertThatThrownBy(() -> admin.delete(ROOT, DOMAIN, "sub.example.com"))
                .hasMessage("there is no domain sub.example.com");
        admin.add(ROOT, DOMAIN, "sub.example.com", Map.of());
        assertThat(directory.domain("sub.example.com").orElseThrow().name())
                .isEqualTo("sub.example.com");
    }
}
