// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.SaslExchange;

/**
 * Judges every login, whatever mechanism it comes through: slows guessing, asks for the proof,
 * looks at the state of the account, decides who may act as whom, asks the access rules, and has it
 * written down. What a client is told is the same for an unknown user and a wrong proof.
 */
@Component(service = Admission.class)
@Designate(ocd = AuthSettings.class)
public final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final AuthenticationOutcome WRONG =
            new AuthenticationOutcome.Rejected("user name or password is wrong");
    private static final AuthenticationOutcome NOT_ACTIVE =
            new AuthenticationOutcome.Rejected("account is not active");
    private static final AuthenticationOutcome NOT_AUTHORIZED =
            new AuthenticationOutcome.Rejected("not authorized to act as another user");

    private final AuthSettings settings;
    private final OfferedMechanisms offered;
    private final ProxyRights rights;
    private final LoginGate gate;
    private final Guesses guesses;
    private final ServiceLeases<Directory> directories;
    private final LeasedMailLog log;
    private final LoginListeners listeners;
    private final Audit audit;

    /** A question to the directory. */
    interface Question<T> {
        T ask(Directory directory) throws DirectoryUnavailableException;
    }

    /** Begins with no failures remembered. */
    @Activate
    public Admission(BundleContext context, AuthSettings settings) {
        this.settings = settings;
        this.offered = new OfferedMechanisms(settings);
        this.rights = new ProxyRights(settings);
        this.gate = new LoginGate(context);
        this.guesses =
                new Guesses(
                        settings.failuresBeforeWait(),
                        Duration.ofSeconds(settings.waitSeconds()),
                        Ticker.systemTicker());
        this.directories = ServiceLeases.of(context, Directory.class, Duration.ofSeconds(10));
        this.log = new LeasedMailLog(context);
        this.listeners = new LoginListeners(context);
        this.audit = new Audit(log, listeners::tell, Clock.systemUTC());
    }

    @Deactivate
    void close() {
        gate.close();
        directories.close();
        listeners.close();
        log.close();
    }

    AuthSettings settings() {
        return settings;
    }

    OfferedMechanisms offered() {
        return offered;
    }

    Audit audit() {
        return audit;
    }

    /** Why nobody may try to log in, which is written down; empty permits. */
    Optional<AuthenticationOutcome> before(Attempt attempt) {
        Optional<AuthenticationOutcome> refusal = gate.before(attempt.context());
        refusal.ifPresent(r -> audit.refused(attempt, reason(r)));
        return refusal;
    }

    /** An exchange that is not even begun if nobody may try. */
    SaslExchange guard(Attempt attempt, SaslExchange exchange) {
        return new SaslExchange() {
            private boolean begun;

            @Override
            public Turn respond(byte[] response) {
                Optional<AuthenticationOutcome> refusal =
                        begun ? Optional.empty() : before(attempt);
                begun = true;
                return refusal.isPresent()
                        ? new Turn.Done(refusal.get())
                        : exchange.respond(response);
            }
        };
    }

    /**
     * Asks the directory in the course of a login.
     *
     * @throws NotNowException if there were too many failures, or nobody answers
     */
    <T> T ask(Attempt attempt, Question<T> question) throws NotNowException {
        // First by what is known without asking anybody.
        refuseGuessing(attempt, attempt.account());
        Optional<Lease<Directory>> found = directories.lease("");
        if (found.isEmpty()) {
            audit.refused(attempt, "directory is being replaced");
            throw new NotNowException("directory is being replaced");
        }
        try (Lease<Directory> lease = found.get()) {
            refuseGuessing(attempt, counted(lease.service(), attempt));
            return question.ask(lease.service());
        } catch (DirectoryUnavailableException away) {
            LOG.warn("Login {}: {}", attempt.context().protocol(), away.getMessage());
            audit.refused(attempt, "directory is not available");
            throw new NotNowException("directory is not available");
        }
    }

    private void refuseGuessing(Attempt attempt, String account) throws NotNowException {
        if (guesses.mustWait(account, attempt.address())) {
            audit.refused(attempt, "too many failures");
            throw new NotNowException("too many failed logins, try again later");
        }
    }

    /** The name under which failures are counted: one for all names of a user. */
    private static String counted(Directory directory, Attempt attempt)
            throws DirectoryUnavailableException {
        return user(directory, attempt).map(Account::id).orElseGet(attempt::account);
    }

    /**
     * Judges a login.
     *
     * @param authorization user to act as, empty for the login's own
     * @param proof tells whether the client has proved to be somebody
     */
    AuthenticationOutcome judge(Attempt attempt, String authorization, Question<Finding> proof) {
        try {
            return ask(
                    attempt,
                    directory -> judged(directory, attempt, authorization, proof.ask(directory)));
        } catch (NotNowException later) {
            return later.outcome();
        }
    }

    /** The client's words were no valid exchange; nothing was tried, but it is written down. */
    AuthenticationOutcome malformed(Attempt attempt, String text) {
        guesses.failed("", attempt.address());
        audit.refused(attempt, text);
        return new AuthenticationOutcome.Malformed(text);
    }

    private AuthenticationOutcome judged(
            Directory directory, Attempt attempt, String authorization, Finding finding)
            throws DirectoryUnavailableException {
        if (finding.account().isEmpty()) {
            guesses.failed(counted(directory, attempt), attempt.address());
            audit.refused(attempt, finding.remark());
            return WRONG;
        }
        Account account = finding.account().get();
        guesses.succeeded(counted(directory, attempt));
        if (!isActive(account)) {
            return refused(attempt, NOT_ACTIVE, "account is not active");
        }
        boolean own =
                authorization.isEmpty()
                        || authorization.equalsIgnoreCase(attempt.login())
                        || authorization.equalsIgnoreCase(account.id());
        String login = login(directory, attempt, account);
        Optional<Account> other = own ? Optional.of(account) : directory.login(authorization);
        if (other.isPresent() && other.get().dn().equals(account.dn())) {
            boolean administrator = rights.isAdministrator(directory, account);
            return accepted(
                    attempt,
                    new Identity(
                            account.id(),
                            login,
                            administrator,
                            Optional.of(account),
                            false,
                            groups(directory, attempt, account)),
                    finding.remark());
        }
        // Also said when there is no such user: only an administrator may learn that.
        if (other.isEmpty() || !rights.mayActAs(directory, account, other.get())) {
            return refused(attempt, NOT_AUTHORIZED, "not authorized to act as " + authorization);
        }
        if (!isActive(other.get())) {
            return refused(attempt, NOT_ACTIVE, "account " + authorization + " is not active");
        }
        // The filters of an administrator hold whoever they act as. The session that is counted
        // here changes hands when the user is asked for.
        Optional<AuthenticationOutcome> refusal = gate.after(account, attempt.context());
        if (refusal.isPresent()) {
            return refused(attempt, refusal.get(), reason(refusal.get()));
        }
        return accepted(
                attempt,
                new Identity(
                        other.get().id(),
                        login,
                        false,
                        other,
                        true,
                        groups(directory, attempt, other.get())),
                finding.remark());
    }

    /** Only where folders of others are opened: other logins need not wait for a search more. */
    private static Set<String> groups(Directory directory, Attempt attempt, Account account)
            throws DirectoryUnavailableException {
        return attempt.context().sharedFolders() ? directory.memberships(account) : Set.of();
    }

    /** A name under which the directory finds the account: a token may have given an address. */
    private static String login(Directory directory, Attempt attempt, Account account)
            throws DirectoryUnavailableException {
        return user(directory, attempt).filter(a -> a.dn().equals(account.dn())).isPresent()
                ? attempt.login()
                : account.id();
    }

    private static Optional<Account> user(Directory directory, Attempt attempt)
            throws DirectoryUnavailableException {
        return attempt.login().isEmpty() ? Optional.empty() : directory.login(attempt.login());
    }

    private static boolean isActive(Account account) {
        return account.status().allowsLogin();
    }

    private AuthenticationOutcome accepted(Attempt attempt, Identity who, String remark) {
        Optional<AuthenticationOutcome> refusal =
                gate.after(who.account().orElseThrow(), attempt.context());
        if (refusal.isPresent()) {
            return refused(attempt, refusal.get(), reason(refusal.get()));
        }
        audit.accepted(attempt, who, remark);
        return new AuthenticationOutcome.Accepted(who);
    }

    private static String reason(AuthenticationOutcome refusal) {
        if (refusal instanceof AuthenticationOutcome.Forbidden forbidden) {
            return forbidden.text();
        } else if (refusal instanceof AuthenticationOutcome.Limited limited) {
            return limited.text();
        }
        return refusal instanceof AuthenticationOutcome.Unavailable unavailable
                ? unavailable.text()
                : "access rules";
    }

    private AuthenticationOutcome refused(
            Attempt attempt, AuthenticationOutcome outcome, String reason) {
        audit.refused(attempt, reason);
        return outcome;
    }
}
