// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.tubepost.api.directory.DirectoryAdministration;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** The directory engine over a back end; stands in its package to reach its settings. */
public final class DirectoryOver implements AutoCloseable {
    private final SmallFramework framework;
    private final CachedDirectory directory;
    private final StandardProvisioning provisioning;

    /**
     * Starts it.
     *
     * @param cache an empty folder
     * @param settings of the engine, by name
     */
    public DirectoryOver(Path cache, DirectorySource source, Map<String, Object> settings)
            throws Exception {
        framework = SmallFramework.start(cache);
        framework.register(DirectorySource.class, source, Map.of(DirectorySource.NAME, "ldap"));
        directory =
                new CachedDirectory(
                        framework.context(),
                        ComponentSettings.of(DirectorySettings.class, settings));
        provisioning = new StandardProvisioning(framework.context(), directory);
    }

    /** The engine. */
    public CachedDirectory engine() {
        return directory;
    }

    /** What changes it without asking who may. */
    public Provisioning provisioning() {
        return provisioning;
    }

    /** Provisioning over it, at a time that the caller tells. */
    public DirectoryAdministration administration(Clock clock) {
        return new Administration(framework.context(), provisioning, clock);
    }

    /** Registers what the engine may ask. */
    public <T> void register(Class<T> type, T service, Map<String, String> properties) {
        framework.register(type, service, properties);
    }

    @Override
    public void close() throws Exception {
        provisioning.close();
        directory.close();
        framework.close();
    }
}
