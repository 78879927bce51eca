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

/** OAUTHBEARER (RFC 7628): an access token in the form of an HTTP header field. */
@Component(property = SaslMechanism.NAME + "=OAUTHBEARER")
public final class OAuthBearerMechanism implements SaslMechanism {
    private static final String NAME = "OAUTHBEARER";

    private final TokenCheck tokens;

    /** Uses the one check of tokens. */
    @Activate
    public OAuthBearerMechanism(@Reference TokenCheck tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean isAllowed(AuthenticationContext context) {
        return tokens.isOffered(NAME, context);
    }

    @Override
    public SaslExchange begin(AuthenticationContext context) {
        return new TokenExchange(response -> judge(response, context), tokens.failure());
    }

    private AuthenticationOutcome judge(byte[] response, AuthenticationContext context) {
        try {
            String[] parts = ScramMessage.text(response).split("\u0001", -1);
            String[] header = parts[0].split(",", -1);
            boolean framed =
                    parts.length >= 3
                            && parts[parts.length - 1].isEmpty()
                            && parts[parts.length - 2].isEmpty();
            if (!framed
                    || header.length != 3
                    || !header[0].matches("[ny]")
                    || !header[2].isEmpty()) {
                return malformed(context);
            }
            String user =
                    header[1].startsWith("a=")
                            ? ScramMessage.decodeName(header[1].substring(2))
                            : "";
            return tokens.check(NAME, user, token(parts), context);
        } catch (IllegalArgumentException notText) {
            return malformed(context);
        }
    }

    private AuthenticationOutcome malformed(AuthenticationContext context) {
        return tokens.malformed(NAME, "not an OAUTHBEARER response", context);
    }

    private static String token(String[] parts) {
        for (String part : parts) {
            if (part.regionMatches(true, 0, "auth=Bearer ", 0, "auth=Bearer ".length())) {
                return part.substring("auth=Bearer ".length()).strip();
            }
        }
        return "";
    }
}
