// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.LoginEvent;

/**
 * Writes logins, failed logins and logouts to the mail log: user, administrator behind the user,
 * service, mechanism, TLS version and cipher, addresses, reason. Tells listeners of those that
 * happened to somebody who is connected.
 */
final class Audit {
    private final MailLog log;
    private final Consumer<LoginEvent> listeners;
    private final Clock clock;

    Audit(MailLog log, Consumer<LoginEvent> listeners, Clock clock) {
        this.log = log;
        this.listeners = listeners;
        this.clock = clock;
    }

    void accepted(Attempt attempt, Identity who, String remark) {
        String proxy = who.proxied() ? " administrator=" + who.authenticatedAs() : "";
        String note = remark.isEmpty() ? "" : ": " + remark;
        write(
                Kind.LOGIN,
                attempt.context(),
                who.proxied() ? who.id() : attempt.login(),
                how(attempt) + proxy + " accepted" + note);
        tell(LoginEvent.Kind.LOGIN, who, attempt.mechanism(), attempt.context());
    }

    void refused(Attempt attempt, String reason) {
        write(Kind.LOGIN, attempt.context(), attempt.login(), how(attempt) + " refused: " + reason);
    }

    void loggedOut(Identity who, AuthenticationContext context) {
        String proxy = who.proxied() ? "administrator=" + who.authenticatedAs() + " " : "";
        write(Kind.LOGOUT, context, who.login(), proxy + "logged out");
        tell(LoginEvent.Kind.LOGOUT, who, "", context);
    }

    private void tell(
            LoginEvent.Kind kind, Identity who, String mechanism, AuthenticationContext context) {
        if (!context.isRehearsal()) {
            listeners.accept(new LoginEvent(clock.instant(), kind, who, mechanism, context));
        }
    }

    private static String how(Attempt attempt) {
        String tls =
                attempt.context()
                        .tls()
                        .map(t -> t.getProtocol() + "/" + t.getCipherSuite())
                        .orElse(attempt.context().encrypted() ? "yes" : "none");
        return "mechanism=" + attempt.mechanism() + " tls=" + tls;
    }

    private void write(Kind kind, AuthenticationContext context, String user, String text) {
        log.record(
                MailEvent.of(clock.instant(), kind)
                        .channels(context.protocol(), "")
                        .session(context.session())
                        .user(user)
                        .protocol(context.protocol(), context.encrypted())
                        .transport(context.server(), Optional.of(context.client()))
                        .diagnostic(text)
                        .build());
    }
}
