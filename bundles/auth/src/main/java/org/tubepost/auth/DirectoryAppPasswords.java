// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.security.AppPasswords;

/**
 * App passwords in the user's entry. What is read may be remembered from a while ago, so each
 * change is one of a single value: what has been removed meanwhile does not come back.
 */
@Component(service = {AppPasswords.class, DirectoryAppPasswords.class})
public final class DirectoryAppPasswords implements AppPasswords {
    private static final int MOST = 50;
    private static final int MOST_TRIES = 3;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<Provisioning> provisioners;
    private final Clock clock;

    /** Begins to watch for the directory. */
    @Activate
    public DirectoryAppPasswords(BundleContext context) {
        this(context, Clock.systemUTC());
    }

    DirectoryAppPasswords(BundleContext context, Clock clock) {
        this.directories = ServiceLeases.of(context, Directory.class, DRAIN);
        this.provisioners = ServiceLeases.of(context, Provisioning.class, DRAIN);
        this.clock = clock;
    }

    @Deactivate
    void close() {
        provisioners.close();
        directories.close();
    }

    @Override
    public List<Entry> list(String user)
            throws ProvisioningException, DirectoryUnavailableException {
        return AppPassword.all(account(user).attributes()).stream()
                .map(AppPassword::entry)
                .sorted(Comparator.comparing(Entry::name))
                .toList();
    }

    @Override
    public synchronized String add(
            String user, String name, Set<String> services, Optional<Instant> expires)
            throws ProvisioningException, DirectoryUnavailableException {
        Account account = account(user);
        List<AppPassword> all = AppPassword.all(account.attributes());
        if (!NAME.matcher(name).matches() || name.equals("-")) {
            throw new ProvisioningException(
                    "a name has up to 64 letters, digits and . _ @ + -, not '" + name + "'");
        }
        if (all.stream().anyMatch(p -> p.entry().name().equalsIgnoreCase(name))) {
            throw new ProvisioningException(user + " has an app password " + name + " already");
        }
        if (all.size() >= MOST) {
            throw new ProvisioningException(user + " has " + MOST + " app passwords already");
        }
        for (String service : services) {
            if (!AppPassword.SERVICES.contains(service)) {
                throw new ProvisioningException(
                        "service is one of " + AppPassword.SERVICES + ", not '" + service + "'");
            }
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (expires.isPresent() && !expires.get().isAfter(now)) {
            throw new ProvisioningException("the time of expiry is over already");
        }
        String password = AppPassword.generate();
        AppPassword fresh =
                AppPassword.of(
                        new Entry(name, new TreeSet<>(services), now, expires, Optional.empty()),
                        password);
        replace(account, Optional.empty(), Optional.of(fresh.text()));
        return password;
    }

    @Override
    public synchronized void remove(String user, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        for (int i = 0; i < MOST_TRIES; i++) {
            Account account = account(user);
            List<String> values = values(account, p -> p.entry().name().equalsIgnoreCase(name));
            if (values.isEmpty() && i == 0) {
                throw new ProvisioningException(user + " has no app password " + name);
            }
            boolean removed = true;
            for (String value : values) {
                removed &= replace(account, Optional.of(value), Optional.empty());
            }
            if (removed) {
                return;
            }
            // It was used meanwhile and has another text, which is seen now.
        }
        throw new ProvisioningException(
                "app password " + name + " of " + user + " is being changed by others");
    }

    /** As they are written, which {@link AppPassword#text} need not be. */
    private static List<String> values(Account account, Predicate<AppPassword> wanted) {
        return account.attributes().all(AppPassword.ATTRIBUTE).stream()
                .filter(value -> AppPassword.parse(value).filter(wanted).isPresent())
                .toList();
    }

    /** Notes the day of a login, once a day. */
    void used(Account account, AppPassword used)
            throws ProvisioningException, DirectoryUnavailableException {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        boolean noted = used.entry().lastUsed().map(l -> !l.isBefore(today)).orElse(false);
        if (noted) {
            return;
        }
        note(account, used, today);
    }

    private synchronized void note(Account account, AppPassword used, Instant today)
            throws ProvisioningException, DirectoryUnavailableException {
        // One that is not there any more has been noted by another login, or removed.
        for (String value : values(account, p -> p.hash().equals(used.hash()))) {
            replace(account, Optional.of(value), Optional.of(used.usedAt(today).text()));
        }
    }

    Clock clock() {
        return clock;
    }

    private Account account(String user)
            throws ProvisioningException, DirectoryUnavailableException {
        try (Lease<Directory> lease = present(directories.lease(""))) {
            return lease.service()
                    .login(user)
                    .orElseThrow(() -> new ProvisioningException("there is no user " + user));
        }
    }

    private boolean replace(Account account, Optional<String> old, Optional<String> fresh)
            throws ProvisioningException, DirectoryUnavailableException {
        try (Lease<Provisioning> lease = present(provisioners.lease(""))) {
            return lease.service()
                    .replaceValue(
                            account.domain(), account.uid(), AppPassword.ATTRIBUTE, old, fresh);
        }
    }

    private static <T> Lease<T> present(Optional<Lease<T>> lease)
            throws DirectoryUnavailableException {
        return lease.orElseThrow(
                () -> new DirectoryUnavailableException("directory is being replaced", null));
    }
}
