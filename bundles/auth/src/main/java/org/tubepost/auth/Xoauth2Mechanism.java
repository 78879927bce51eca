// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;
import org.tubepost.auth.scram.ScramMessage;

/**
 * XOAUTH2, the older relative of OAUTHBEARER that large providers and many mail programs use:
 * {@code user=NAME^Aauth=Bearer TOKEN^A^A}.
 */
@Component(property = SaslMechanism.NAME + "=XOAUTH2")
public final class Xoauth2Mechanism implements SaslMechanism {
    private static final String NAME = "XOAUTH2";

    private final TokenCheck tokens;

    /** Uses the one check of tokens. */
    @Activate
    public Xoauth2Mechanism(@Reference TokenCheck tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean isAllowed(AuthenticationContext context) {
        return tokens.isOffered(NAME, context);
    }

    @Override
    public SaslExchange begin(AuthenticationContext context) {
        return new TokenExchange(response -> judge(response, context), tokens.failureOfXoauth2());
    }

    private AuthenticationOutcome judge(byte[] response, AuthenticationContext context) {
        try {
            String[] parts = ScramMessage.text(response).split("\u0001", -1);
            boolean framed =
                    parts.length == 4
                            && parts[0].startsWith("user=")
                            && parts[1].regionMatches(
                                    true, 0, "auth=Bearer ", 0, "auth=Bearer ".length())
                            && parts[2].isEmpty()
                            && parts[3].isEmpty();
            if (framed) {
                return tokens.check(
                        NAME,
                        parts[0].substring("user=".length()),
                        parts[1].substring("auth=Bearer ".length()).strip(),
                        context);
            }
        } catch (IllegalArgumentException notText) {
            return tokens.malformed(NAME, "not UTF-8", context);
        }
        return tokens.malformed(NAME, "not an XOAUTH2 response", context);
    }
}
