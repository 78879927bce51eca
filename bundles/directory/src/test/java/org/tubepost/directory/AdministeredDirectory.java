// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.Interchange.Format;
import org.tubepost.api.directory.Interchange.ImportOptions;
import org.tubepost.api.directory.Interchange.Listener;
import org.tubepost.api.directory.Interchange.Progress;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** A directory in memory with a domain and a user, and who administers it. */
abstract class AdministeredDirectory {
    static final Administrator ROOT = Administrator.ofPlatform("root");
    static final Administrator BOUNDED =
            new Administrator("alice@example.com", Administrator.Role.DOMAIN, "example.com");

    @TempDir Path cache;
    final MemorySource source = new MemorySource();
    final List<String> wrong = new ArrayList<>();
    CachedDirectory directory;
    StandardProvisioning provisioning;
    Administration admin;
    private SmallFramework framework;

    @BeforeEach
    void begin() throws Exception {
        framework = SmallFramework.start(cache);
        framework.register(DirectorySource.class, asked(), Map.of(DirectorySource.NAME, "memory"));
        Map<String, Object> settings =
                new HashMap<>(Map.of("source", "memory", "domainUplevel", 1));
        directory =
                new CachedDirectory(
                        framework.context(),
                        ComponentSettings.of(DirectorySettings.class, settings));
        provisioning = new StandardProvisioning(framework.context(), directory);
        admin = new Administration(framework.context(), provisioning, Clock.systemUTC());
        source.domain("example.com").user("alice", "example.com", "cn=Alice");
    }

    /** The back end. */
    DirectorySource asked() {
        return source;
    }

    @AfterEach
    void end() throws Exception {
        admin.close();
        provisioning.close();
        directory.close();
        framework.close();
    }

    /** Imports LDIF; what is refused is in {@link #wrong}. */
    Progress load(Administrator who, boolean dryRun, String... lines) throws Exception {
        wrong.clear();
        String text = String.join("\n", lines) + "\n";
        return admin.interchange()
                .importFrom(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                        new ImportOptions(Format.LDIF, "", dryRun, true),
                        who,
                        new Listener() {
                            @Override
                            public void refused(long line, long column, String reason) {
                                wrong.add(reason);
                            }

                            @Override
                            public boolean goOn(Progress soFar) {
                                return true;
                            }
                        });
    }
}
