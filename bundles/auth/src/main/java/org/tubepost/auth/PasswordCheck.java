// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.auth.password.PasswordScheme;
import org.tubepost.auth.password.StoredPassword;

/**
 * Checks passwords that come in clear: app passwords first, then the main one, by binding at the
 * directory or against its stored form. A right password whose stored form is an old one is stored
 * anew. An unknown user costs the same work as a wrong password.
 */
@Component(service = PasswordCheck.class)
public final class PasswordCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Account NOBODY =
            new Account(
                    "uid=nobody,ou=nowhere,o=tubepost",
                    "",
                    "",
                    "",
                    new MailAddress("nobody", "invalid"),
                    List.of(),
                    Status.ACTIVE,
                    "",
                    "",
                    Set.of(),
                    List.of(),
                    -1,
                    -1,
                    new DirectoryRecord("", Map.of()));
    private final Admission admission;
    private final DirectoryAppPasswords appPasswords;
    private final ServiceLeases<Provisioning> provisioners;
    private final boolean byBind;
    private final ProvenPasswords proven;

    /** Form of the password checked last: checking one for an unknown user takes as long. */
    private volatile List<StoredPassword> decoy =
            List.of(StoredPassword.parse(StoredPassword.of(PasswordScheme.SSHA512, new byte[1])));

    /** Begins to watch for what stores passwords. */
    @Activate
    public PasswordCheck(
            BundleContext context,
            @Reference Admission admission,
            @Reference DirectoryAppPasswords appPasswords) {
        this.admission = admission;
        this.appPasswords = appPasswords;
        this.byBind = !admission.settings().passwordCheck().strip().equalsIgnoreCase("hash");
        this.proven =
                new ProvenPasswords(
                        Duration.ofSeconds(Math.max(0, admission.settings().provenSeconds())),
                        Ticker.systemTicker());
        this.provisioners = ServiceLeases.of(context, Provisioning.class, DRAIN);
    }

    @Deactivate
    void close() {
        provisioners.close();
    }

    /** True when a mechanism that sends the password may be offered. */
    boolean isOffered(String mechanism, AuthenticationContext context) {
        return admission.offered().wants(mechanism, context)
                && admission.offered().allowsPlainText(context);
    }

    /**
     * Checks.
     *
     * @param authorization user to act as, empty for the login's own
     */
    AuthenticationOutcome check(String authorization, Attempt attempt, byte[] password) {
        return admission.judge(
                attempt, authorization, directory -> finding(directory, attempt, password));
    }

    AuthenticationOutcome malformed(String mechanism, String text, AuthenticationContext context) {
        return admission.malformed(new Attempt(mechanism, "", context), text);
    }

    private Finding finding(Directory directory, Attempt attempt, byte[] password)
            throws DirectoryUnavailableException {
        if (password.length == 0 || password.length > StoredPassword.LONGEST) {
            return Finding.failed("password is empty or too long");
        }
        Optional<Account> found = directory.login(attempt.login());
        if (found.isEmpty()) {
            isMainPassword(directory, NOBODY, decoy, password);
            return Finding.failed("no such user");
        }
        Account account = found.get();
        Optional<Finding> app = appPassword(account, attempt, password);
        if (app.isPresent()) {
            return app.get();
        }
        List<StoredPassword> stored = Passwords.stored(account);
        decoy = stored.isEmpty() ? decoy : stored;
        List<String> forms = account.attributes().all(Passwords.ATTRIBUTE);
        boolean known = proven.knows(account.dn(), forms, password);
        if (!known && !isMainPassword(directory, account, stored, password)) {
            return Finding.failed("wrong password");
        }
        if (!Passwords.mayUseMain(account, admission.settings())) {
            return Finding.failed("main password, but only app passwords are allowed");
        }
        if (!known) {
            proven.proved(account.dn(), forms, password);
            if (mayUpgrade(stored)) {
                upgrade(account, password);
            }
        }
        return Finding.proved(account, "");
    }

    private boolean isMainPassword(
            Directory directory, Account account, List<StoredPassword> stored, byte[] password)
            throws DirectoryUnavailableException {
        return byBind
                ? directory.checkPassword(account, password)
                : stored.stream().anyMatch(s -> s.matches(password));
    }

    private Optional<Finding> appPassword(Account account, Attempt attempt, byte[] password) {
        Optional<byte[]> letters = AppPassword.letters(password);
        if (letters.isEmpty()) {
            return Optional.empty();
        }
        Optional<AppPassword> right =
                AppPassword.all(account.attributes()).stream()
                        .filter(p -> p.matches(letters.get()))
                        .findFirst();
        if (right.isEmpty()) {
            return Optional.empty();
        }
        String name = "app password " + right.get().entry().name();
        String protocol = attempt.context().protocol().toLowerCase(Locale.ROOT);
        if (!right.get().isGood(protocol, appPasswords.clock().instant())) {
            return Optional.of(Finding.failed(name + " is expired or not for this service"));
        }
        try {
            appPasswords.used(account, right.get());
        } catch (ProvisioningException | DirectoryUnavailableException readOnly) {
            LOG.warn("Last use of {} of {}: {}", name, account.id(), readOnly.getMessage());
        }
        return Optional.of(Finding.proved(account, name));
    }

    /** Passwords that are in clear for the mechanisms that need it stay so. */
    private boolean mayUpgrade(List<StoredPassword> stored) {
        boolean clear = stored.stream().anyMatch(s -> s.clearText().isPresent());
        OfferedMechanisms offered = admission.offered();
        return admission.settings().upgradePasswords()
                && !stored.isEmpty()
                && !(clear
                        && (offered.wantsAnywhere("CRAM-MD5")
                                || offered.wantsAnywhere("DIGEST-MD5")));
    }

    /** What fails here only means that the old form stays. */
    private void upgrade(Account account, byte[] password) {
        try (Lease<Provisioning> lease = provisioners.lease("").orElse(null)) {
            if (lease != null
                    && lease.service().refreshPassword(account.domain(), account.uid(), password)) {
                LOG.info("Password of {} is stored anew", account.id());
            }
        } catch (ProvisioningException | DirectoryUnavailableException readOnly) {
            LOG.warn("Password of {} keeps its old form: {}", account.id(), readOnly.getMessage());
        }
    }
}
