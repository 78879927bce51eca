// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.LoginPolicy;
import org.tubepost.api.security.SaslExchange;

/**
 * Asks the {@link LoginPolicy} before and after every proof, whatever the mechanism. While it is
 * away nobody logs in: an update must not open what filters keep closed. Thread-safe.
 */
final class Admission implements AutoCloseable {
    private static final AuthenticationOutcome AWAY =
            new AuthenticationOutcome.Unavailable("access rules are being replaced");

    private final ServiceLeases<LoginPolicy> policies;

    Admission(BundleContext context) {
        this.policies =
                new ServiceLeases<>(
                        context,
                        LoginPolicy.class,
                        "",
                        Duration.ofSeconds(10),
                        new ServiceLeases.Listener<>() {});
    }

    /** The outcome of a proof that is made at once. */
    AuthenticationOutcome of(AuthenticationContext context, Supplier<AuthenticationOutcome> proof) {
        return before(context).orElseGet(() -> after(proof.get(), context));
    }

    /** An exchange that asks before its first step and after its last. */
    SaslExchange of(AuthenticationContext context, SaslExchange exchange) {
        return new SaslExchange() {
            private boolean begun;

            @Override
            public Turn respond(byte[] response) {
                if (!begun) {
                    begun = true;
                    Optional<AuthenticationOutcome> refusal = before(context);
                    if (refusal.isPresent()) {
                        return new Turn.Done(refusal.get());
                    }
                }
                Turn turn = exchange.respond(response);
                return turn instanceof Turn.Done done
                        ? new Turn.Done(after(done.outcome(), context))
                        : turn;
            }
        };
    }

    private Optional<AuthenticationOutcome> before(AuthenticationContext context) {
        try (Lease<LoginPolicy> policy = policies.lease("").orElse(null)) {
            return policy == null ? Optional.of(AWAY) : policy.service().before(context, Trace.OFF);
        }
    }

    private AuthenticationOutcome after(
            AuthenticationOutcome outcome, AuthenticationContext context) {
        if (!(outcome instanceof AuthenticationOutcome.Accepted accepted)
                || accepted.identity().account().isEmpty()) {
            return outcome;
        }
        try (Lease<LoginPolicy> policy = policies.lease("").orElse(null)) {
            return policy == null
                    ? AWAY
                    : policy.service()
                            .after(accepted.identity().account().get(), context, Trace.OFF)
                            .orElse(outcome);
        }
    }

    @Override
    public void close() {
        policies.close();
    }
}
