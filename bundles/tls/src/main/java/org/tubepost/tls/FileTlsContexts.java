// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.security.TlsContexts;

/**
 * Offers the keys, certificates and protocol profiles of both sides of TLS. Without configuration a
 * self-signed pair in the instance's {@code data/tls} serves, made at the first start. Files are
 * looked at every few seconds. Thread-safe.
 */
@Component(
        immediate = true,
        service = {TlsContexts.class, GenerationUser.class})
@Designate(ocd = TlsSettings.class)
public final class FileTlsContexts implements TlsContexts, GenerationUser {
    private static final Logger LOG = LoggerFactory.getLogger(FileTlsContexts.class);

    private final Path home = HomeDirectory.path();
    private final KeySource keys;
    private final ScheduledExecutorService watcher;

    /** Reads the files, makes the self-signed pair if none is configured, begins to watch. */
    @Activate
    public FileTlsContexts(TlsSettings settings) throws IOException {
        Path folder = home.resolve("data").resolve("tls");
        this.keys =
                new KeySource(
                        new KeySource.Places(
                                settings.certificateFile(),
                                settings.keyFile(),
                                settings.passwordFile(),
                                settings.namesDirectory().isEmpty()
                                        ? folder.resolve("names")
                                        : Path.of(settings.namesDirectory()),
                                settings.trustFile()),
                        home,
                        new SelfSigned(folder, settings.hostName(), settings.selfSignedKey()),
                        Clock.systemUTC());
        this.watcher =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "tls-watcher");
                            thread.setDaemon(true);
                            return thread;
                        });
        watcher.scheduleWithFixedDelay(
                this::refresh, settings.pollSeconds(), settings.pollSeconds(), TimeUnit.SECONDS);
    }

    private void refresh() {
        try {
            keys.refresh();
        } catch (RuntimeException bug) {
            LOG.error("Cannot look at the certificate files", bug);
        }
    }

    @Deactivate
    void stop() {
        watcher.shutdownNow();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return new ListenerCheck(home).problems(candidate.listeners());
    }

    /** Connections bring along what their listener wants. */
    @Override
    public void activate(Generation generation) {
        // Files are read when the first connection needs them.
    }

    @Override
    public SSLEngine serverEngine(ServerTls rules) {
        return keys.serverEngine(rules);
    }

    @Override
    public SSLContext clientContext(boolean verify) {
        return keys.client(verify);
    }
}
