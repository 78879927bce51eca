// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.security.LoginEvent;
import org.tubepost.api.security.LoginListener;

/** Tells all {@link LoginListener} services; one that throws harms no login. Thread-safe. */
final class LoginListeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoginListeners.class);
    private static final String ANY = "login.listener.kind";

    private final ServiceLeases<LoginListener> listeners;

    LoginListeners(BundleContext context) {
        this.listeners = ServiceLeases.of(context, LoginListener.class, Duration.ofSeconds(1));
    }

    void tell(LoginEvent event) {
        for (Lease<LoginListener> lease : listeners.leaseAll(ANY, "", "")) {
            try (lease) {
                lease.service().changed(event);
            } catch (RuntimeException failed) {
                LOG.warn("A listener to logins failed", failed);
            }
        }
    }

    @Override
    public void close() {
        listeners.close();
    }
}
