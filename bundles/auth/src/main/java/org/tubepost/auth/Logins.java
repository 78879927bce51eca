// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;

/**
 * Offers the SASL mechanisms that are registered as services, and logins with name and password.
 */
@Component
public final class Logins implements Authenticator {
    private final PasswordCheck passwords;
    private final Admission admission;
    private final ServiceLeases<SaslMechanism> mechanisms;

    /** Begins to watch for mechanisms. */
    @Activate
    public Logins(BundleContext context, @Reference PasswordCheck passwords) {
        this.passwords = passwords;
        this.admission = new Admission(context);
        this.mechanisms =
                new ServiceLeases<>(
                        context,
                        SaslMechanism.class,
                        SaslMechanism.NAME,
                        Duration.ofSeconds(5),
                        new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    void close() {
        mechanisms.close();
        admission.close();
    }

    @Override
    public List<String> mechanisms(AuthenticationContext context) {
        List<String> offered = new ArrayList<>();
        for (String name : mechanisms.keys()) {
            Optional<Lease<SaslMechanism>> lease = mechanisms.lease(name);
            if (lease.isPresent()) {
                try (Lease<SaslMechanism> mechanism = lease.get()) {
                    if (mechanism.service().isAllowed(context)) {
                        offered.add(name);
                    }
                }
            }
        }
        // Strongest first: the two that send the password come last.
        offered.sort((a, b) -> Integer.compare(weakness(a), weakness(b)));
        return offered;
    }

    private static int weakness(String mechanism) {
        return switch (mechanism) {
            case "LOGIN" -> 2;
            case "PLAIN" -> 1;
            default -> 0;
        };
    }

    @Override
    public boolean allowsPlainText(AuthenticationContext context) {
        return passwords.allowsPlainText(context);
    }

    @Override
    public Optional<SaslExchange> begin(String mechanism, AuthenticationContext context) {
        Optional<Lease<SaslMechanism>> lease = mechanisms.lease(mechanism.toUpperCase(Locale.ROOT));
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<SaslMechanism> found = lease.get()) {
            return found.service().isAllowed(context)
                    ? Optional.of(admission.of(context, found.service().begin(context)))
                    : Optional.empty();
        }
    }

    @Override
    public AuthenticationOutcome login(
            String name, byte[] password, AuthenticationContext context) {
        return allowsPlainText(context)
                ? admission.of(context, () -> passwords.check("", name, password, context))
                : new AuthenticationOutcome.Rejected("use TLS first");
    }
}
