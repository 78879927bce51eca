// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
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
import org.tubepost.api.security.TlsContexts;

/**
 * Offers the keys, certificates and protocol profiles of both sides of TLS. Without configuration a
 * self-signed pair in the instance's {@code data/tls} serves, made at the first start. Files are
 * looked at every few seconds. Thread-safe.
 */
@Component(immediate = true)
@Designate(ocd = TlsSettings.class)
public final class FileTlsContexts implements TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(FileTlsContexts.class);

    private final KeySource keys;
    private final ScheduledExecutorService watcher;

    /** Reads the files, makes the self-signed pair if none is configured, begins to watch. */
    @Activate
    public FileTlsContexts(TlsSettings settings) throws IOException {
        Path folder = Path.of(System.getProperty("tubepost.home", "."), "data", "tls");
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
    public SSLEngine serverEngine() {
        return keys.serverEngine();
    }

    @Override
    public SSLContext clientContext(boolean verify) {
        return keys.client(verify);
    }
}
