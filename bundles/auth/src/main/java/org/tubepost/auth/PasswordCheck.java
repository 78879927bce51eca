// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
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
import org.tubepost.api.directory.Status;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Identity;

/**
 * Checks a user name and password through the directory. All mechanisms with passwords come here.
 */
@Component(service = PasswordCheck.class)
@Designate(ocd = AuthSettings.class)
public final class PasswordCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);
    private static final AuthenticationOutcome WRONG =
            new AuthenticationOutcome.Rejected("user name or password is wrong");

    private final AuthSettings settings;
    private final Guesses guesses;
    private final ServiceLeases<Directory> directories;

    /** Begins with no failures remembered. */
    @Activate
    public PasswordCheck(BundleContext context, AuthSettings settings) {
        this.settings = settings;
        this.guesses =
                new Guesses(
                        settings.failuresBeforeWait(),
                        Duration.ofSeconds(settings.waitSeconds()),
                        Ticker.systemTicker());
        this.directories =
                new ServiceLeases<>(
                        context,
                        Directory.class,
                        "",
                        Duration.ofSeconds(10),
                        new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    void close() {
        directories.close();
    }

    /** True when a password may come in clear. */
    boolean allowsPlainText(AuthenticationContext context) {
        return context.encrypted()
                || settings.plainTextFromAnywhere()
                || (settings.plainTextFromLoopback()
                        && context.client().getAddress().isLoopbackAddress());
    }

    /**
     * Checks.
     *
     * @param authorization user to act as, empty for the login's own
     */
    AuthenticationOutcome check(
            String authorization, String login, byte[] password, AuthenticationContext context) {
        String account = login.toLowerCase(Locale.ROOT);
        String address = context.client().getAddress().getHostAddress();
        if (guesses.mustWait(account, address)) {
            LOG.warn("Login {} {} from {}: too many failures", context.protocol(), login, address);
            return new AuthenticationOutcome.Unavailable("too many failed logins, try again later");
        }
        Optional<Lease<Directory>> found = directories.lease("");
        if (found.isEmpty()) {
            return new AuthenticationOutcome.Unavailable("directory is being replaced");
        }
        try (Lease<Directory> lease = found.get()) {
            AuthenticationOutcome outcome =
                    checked(lease.service(), authorization, login, password);
            if (outcome instanceof AuthenticationOutcome.Accepted) {
                guesses.succeeded(account);
                LOG.info("Login {} {} from {}: ok", context.protocol(), login, address);
            } else {
                guesses.failed(account, address);
                LOG.warn("Login {} {} from {}: refused", context.protocol(), login, address);
            }
            return outcome;
        } catch (DirectoryUnavailableException away) {
            LOG.warn("Login {} {}: {}", context.protocol(), login, away.getMessage());
            return new AuthenticationOutcome.Unavailable("directory is not available");
        }
    }

    private static AuthenticationOutcome checked(
            Directory directory, String authorization, String login, byte[] password)
            throws DirectoryUnavailableException {
        Optional<Account> account = directory.login(login);
        if (account.isEmpty() || !directory.checkPassword(account.get(), password)) {
            return WRONG;
        }
        Status status = account.get().status();
        if (status != Status.ACTIVE && status != Status.OVERQUOTA) {
            return new AuthenticationOutcome.Rejected("account is not active");
        }
        // Acting as somebody else needs an administrator, and there is none in this version.
        boolean own =
                authorization.isEmpty()
                        || authorization.equalsIgnoreCase(login)
                        || authorization.equalsIgnoreCase(account.get().id());
        return own
                ? new AuthenticationOutcome.Accepted(Identity.of(account.get(), login))
                : new AuthenticationOutcome.Rejected("not authorized to act as another user");
    }
}
