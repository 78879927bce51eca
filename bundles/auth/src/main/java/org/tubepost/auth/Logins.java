// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;

/**
 * Offers the SASL mechanisms that are registered as services, and logins with name and password.
 */
@Component
public final class Logins implements Authenticator {
    private final Admission admission;
    private final PasswordCheck passwords;
    private final ServiceLeases<SaslMechanism> mechanisms;

    /** Begins to watch for mechanisms. */
    @Activate
    public Logins(
            BundleContext context,
            @Reference Admission admission,
            @Reference PasswordCheck passwords) {
        this.admission = admission;
        this.passwords = passwords;
        this.mechanisms =
                ServiceLeases.named(
                        context, SaslMechanism.class, SaslMechanism.NAME, Duration.ofSeconds(5));
    }

    @Deactivate
    void close() {
        mechanisms.close();
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
        offered.sort(
                Comparator.comparingInt(Logins::rank).thenComparing(Comparator.reverseOrder()));
        return offered;
    }

    /** Strongest first: clients that know no better take the first that they can. */
    private static int rank(String mechanism) {
        return switch (mechanism) {
            case "EXTERNAL" -> 0;
            case "OAUTHBEARER" -> 4;
            case "XOAUTH2" -> 5;
            case "DIGEST-MD5" -> 6;
            case "CRAM-MD5" -> 7;
            case "PLAIN" -> 8;
            case "LOGIN" -> 9;
            default -> mechanism.endsWith("-PLUS") ? 1 : 2;
        };
    }

    @Override
    public boolean allowsPlainText(AuthenticationContext context) {
        return admission.offered().allowsPlainText(context);
    }

    @Override
    public Optional<SaslExchange> begin(String mechanism, AuthenticationContext context) {
        Optional<Lease<SaslMechanism>> lease = mechanisms.lease(mechanism.toUpperCase(Locale.ROOT));
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        Attempt nameless = new Attempt(mechanism.toUpperCase(Locale.ROOT), "", context);
        try (Lease<SaslMechanism> found = lease.get()) {
            if (!found.service().isAllowed(context)) {
                admission.audit().refused(nameless, "mechanism is not offered here");
                return Optional.empty();
            }
            return Optional.of(admission.guard(nameless, found.service().begin(context)));
        }
    }

    @Override
    public AuthenticationOutcome login(
            String name, byte[] password, AuthenticationContext context) {
        Attempt attempt = new Attempt("password", name, context);
        if (!allowsPlainText(context)) {
            admission.audit().refused(attempt, "password without TLS");
            return new AuthenticationOutcome.Rejected("use TLS first");
        }
        return admission.before(attempt).orElseGet(() -> passwords.check("", attempt, password));
    }

    @Override
    public void loggedOut(Identity who, AuthenticationContext context) {
        admission.audit().loggedOut(who, context);
    }
}
