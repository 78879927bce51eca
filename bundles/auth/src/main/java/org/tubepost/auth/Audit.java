// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Clock;
import java.util.Optional;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.Identity;

/**
 * Writes logins, failed logins and logouts to the mail log: user, administrator behind the user,
 * service, mechanism, TLS version and cipher, addresses, reason.
 */
final class Audit {
    private final MailLog log;
    private final Clock clock;

    Audit(MailLog log, Clock clock) {
        this.log = log;
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
    }

    void refused(Attempt attempt, String reason) {
        write(Kind.LOGIN, attempt.context(), attempt.login(), how(attempt) + " refused: " + reason);
    }

    void loggedOut(Identity who, AuthenticationContext context) {
        String proxy = who.proxied() ? "administrator=" + who.authenticatedAs() + " " : "";
        write(Kind.LOGOUT, context, who.login(), proxy + "logged out");
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
