// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;

/** PLAIN (RFC 4616): authorization id, login and password, separated by NUL, in one message. */
@Component(property = SaslMechanism.NAME + "=PLAIN")
public final class PlainMechanism implements SaslMechanism {
    private final PasswordCheck passwords;

    /** Uses the one check of passwords. */
    @Activate
    public PlainMechanism(@Reference PasswordCheck passwords) {
        this.passwords = passwords;
    }

    @Override
    public boolean isAllowed(AuthenticationContext context) {
        return passwords.isOffered("PLAIN", context);
    }

    @Override
    public SaslExchange begin(AuthenticationContext context) {
        return response ->
                response == null
                        ? new SaslExchange.Turn.Challenge(new byte[0])
                        : new SaslExchange.Turn.Done(check(response, context));
    }

    private AuthenticationOutcome check(byte[] response, AuthenticationContext context) {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second < 0 || indexOfNul(response, second + 1) >= 0) {
            return passwords.malformed("PLAIN", "not a PLAIN response", context);
        }
        byte[] password = Arrays.copyOfRange(response, second + 1, response.length);
        try {
            String authorization = text(response, 0, first);
            String login = text(response, first + 1, second);
            return login.isEmpty() || password.length == 0
                    ? passwords.malformed("PLAIN", "login or password is empty", context)
                    : passwords.check(
                            authorization, new Attempt("PLAIN", login, context), password);
        } catch (CharacterCodingException notUtf8) {
            return passwords.malformed("PLAIN", "not UTF-8", context);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static String text(byte[] bytes, int from, int to) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, from, to - from))
                .toString();
    }

    private static int indexOfNul(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
