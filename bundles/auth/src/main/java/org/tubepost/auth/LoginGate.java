// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.Account;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.LoginPolicy;

/**
 * Asks the {@link LoginPolicy}. While it is away nobody logs in: an update must not open what
 * filters keep closed. Thread-safe.
 */
final class LoginGate implements AutoCloseable {
    private static final AuthenticationOutcome AWAY =
            new AuthenticationOutcome.Unavailable("access rules are being replaced");

    private final ServiceLeases<LoginPolicy> policies;

    LoginGate(BundleContext context) {
        this.policies = ServiceLeases.of(context, LoginPolicy.class, Duration.ofSeconds(10));
    }

    /** Why nobody may try to log in; empty permits. */
    Optional<AuthenticationOutcome> before(AuthenticationContext context) {
        try (Lease<LoginPolicy> policy = policies.lease("").orElse(null)) {
            return policy == null ? Optional.of(AWAY) : policy.service().before(context, Trace.OFF);
        }
    }

    /** Why an account may not log in that has proved itself; empty permits. */
    Optional<AuthenticationOutcome> after(Account account, AuthenticationContext context) {
        try (Lease<LoginPolicy> policy = policies.lease("").orElse(null)) {
            return policy == null
                    ? Optional.of(AWAY)
                    : policy.service().after(account, context, Trace.OFF);
        }
    }

    @Override
    public void close() {
        policies.close();
    }
}
