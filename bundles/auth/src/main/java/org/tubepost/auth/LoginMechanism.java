// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;

/** LOGIN, the never standardized predecessor of PLAIN that old mail programs still use. */
@Component(property = SaslMechanism.NAME + "=LOGIN")
public final class LoginMechanism implements SaslMechanism {
    private final PasswordCheck passwords;

    /** Uses the one check of passwords. */
    @Activate
    public LoginMechanism(@Reference PasswordCheck passwords) {
        this.passwords = passwords;
    }

    @Override
    public boolean isAllowed(AuthenticationContext context) {
        return passwords.isOffered("LOGIN", context);
    }

    @Override
    public SaslExchange begin(AuthenticationContext context) {
        return new Dialogue(context);
    }

    private final class Dialogue implements SaslExchange {
        private final AuthenticationContext context;
        private String login;

        Dialogue(AuthenticationContext context) {
            this.context = context;
        }

        @Override
        public Turn respond(byte[] response) {
            if (response == null) {
                return challenge("Username:");
            }
            if (login == null) {
                login = new String(response, StandardCharsets.UTF_8);
                return login.isEmpty()
                        ? new Turn.Done(passwords.malformed("LOGIN", "login is empty", context))
                        : challenge("Password:");
            }
            return new Turn.Done(
                    response.length == 0
                            ? passwords.malformed("LOGIN", "password is empty", context)
                            : passwords.check("", new Attempt("LOGIN", login, context), response));
        }

        private static Turn challenge(String text) {
            return new Turn.Challenge(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
