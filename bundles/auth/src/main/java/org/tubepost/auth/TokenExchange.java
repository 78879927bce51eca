// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.SaslExchange;

/**
 * One login with a token. After a failure the client is told why in JSON and has to answer,
 * whatever it says, before it is refused (RFC 7628 section 3.2.3).
 */
final class TokenExchange implements SaslExchange {
    private final Function<byte[], AuthenticationOutcome> judge;
    private final String failure;
    private AuthenticationOutcome refusal;

    TokenExchange(Function<byte[], AuthenticationOutcome> judge, String failure) {
        this.judge = judge;
        this.failure = failure;
    }

    @Override
    public Turn respond(byte[] response) {
        if (response == null) {
            return new Turn.Challenge(new byte[0]);
        }
        if (refusal != null) {
            return new Turn.Done(refusal);
        }
        AuthenticationOutcome outcome = judge.apply(response);
        if (!(outcome instanceof AuthenticationOutcome.Rejected)) {
            return new Turn.Done(outcome);
        }
        refusal = outcome;
        return new Turn.Challenge(failure.getBytes(StandardCharsets.UTF_8));
    }
}
