// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.SaslExchange;

/**
 * One login by CRAM-MD5 (RFC 2195) or DIGEST-MD5 (RFC 2831), computed by the platform. Only users
 * whose password the directory has in clear can succeed. DIGEST-MD5 is used for the login alone,
 * not to protect what follows.
 */
final class Md5Exchange implements SaslExchange {
    private static final Logger LOG = LoggerFactory.getLogger(Md5Exchange.class);
    private static final String REALM = "com.sun.security.sasl.digest.realm";

    private final Admission admission;
    private final SaslServer server;
    private final AuthenticationContext context;
    private boolean isFirst = true;
    private Attempt attempt;
    private String authorization = "";
    private String reason = "";
    private NotNowException later;
    private AuthenticationOutcome outcome;

    Md5Exchange(Admission admission, String mechanism, AuthenticationContext context) {
        this.admission = admission;
        this.context = context;
        this.attempt = new Attempt(mechanism, "", context);
        try {
            boolean digest = mechanism.equals("DIGEST-MD5");
            this.server =
                    Sasl.createSaslServer(
                            mechanism,
                            context.protocol().equals("pop3") ? "pop" : context.protocol(),
                            // A server has more names than the one that it greets with.
                            digest ? null : context.serverName(),
                            Map.of(Sasl.QOP, "auth", REALM, context.serverName()),
                            this::handle);
        } catch (SaslException unusable) {
            throw new IllegalStateException(unusable);
        }
        if (server == null) {
            throw new IllegalStateException("the platform has no " + mechanism);
        }
    }

    @Override
    public Turn respond(byte[] response) {
        if (outcome != null) {
            return new Turn.Done(
                    response == null || response.length == 0
                            ? outcome
                            : admission.malformed(attempt, "nothing is expected any more"));
        }
        if (response != null && response.length > 0 && isFirst) {
            return new Turn.Done(
                    admission.malformed(attempt, "this mechanism begins with the server"));
        }
        isFirst = false;
        try {
            byte[] challenge = server.evaluateResponse(response == null ? new byte[0] : response);
            return server.isComplete() ? complete(challenge) : new Turn.Challenge(challenge);
        } catch (SaslException why) {
            return new Turn.Done(failed(why));
        }
    }

    private Turn complete(byte[] last) {
        outcome =
                admission.judge(
                        attempt,
                        authorization,
                        directory ->
                                directory
                                        .login(attempt.login())
                                        .map(a -> Finding.proved(a, ""))
                                        .orElseGet(() -> Finding.failed("no such user")));
        // DIGEST-MD5 ends with words of the server that the client acknowledges.
        return last == null
                        || last.length == 0
                        || !(outcome instanceof AuthenticationOutcome.Accepted)
                ? new Turn.Done(outcome)
                : new Turn.Challenge(last);
    }

    private AuthenticationOutcome failed(SaslException exception) {
        if (later != null) {
            return later.outcome();
        }
        if (attempt.login().isEmpty()) {
            LOG.debug("{} of {}", attempt.mechanism(), context.client(), exception);
            return admission.malformed(attempt, "not a response of " + attempt.mechanism());
        }
        String why = reason.isEmpty() ? "wrong password" : reason;
        return admission.judge(attempt, "", directory -> Finding.failed(why));
    }

    private void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                attempt = new Attempt(attempt.mechanism(), name.getDefaultName(), context);
                name.setName(name.getDefaultName());
            } else if (callback instanceof PasswordCallback password) {
                password().ifPresent(text -> password.setPassword(text.toCharArray()));
            } else if (callback instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else if (callback instanceof AuthorizeCallback authorize) {
                // Judged when all is proved; the name without the realm was checked above.
                String wanted = authorize.getAuthorizationID();
                authorization = wanted.equals(authorize.getAuthenticationID()) ? "" : wanted;
                authorize.setAuthorized(true);
                authorize.setAuthorizedID(wanted);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private Optional<String> password() {
        try {
            Optional<Account> account =
                    admission.ask(attempt, directory -> directory.login(attempt.login()));
            Optional<String> text =
                    account.filter(a -> Passwords.mayUseMain(a, admission.settings()))
                            .flatMap(Passwords::clearText);
            if (text.isEmpty()) {
                reason = "no such user, or no password in clear stored";
            }
            return text;
        } catch (NotNowException notNow) {
            later = notNow;
            return Optional.empty();
        }
    }
}
