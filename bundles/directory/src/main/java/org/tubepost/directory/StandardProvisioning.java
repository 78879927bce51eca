// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.directory.ProvisioningException;

/**
 * Changes on behalf of the house itself, without asking who may; and the one place that has what is
 * cached forgotten after any change.
 */
@Component(service = {StandardProvisioning.class, Provisioning.class, GenerationUser.class})
public final class StandardProvisioning implements Provisioning, GenerationUser {
    /** What the store may change often, and what changes nobody else's entry. */
    private static final Set<String> STATUS_ALONE = Set.of("mailUserStatus");

    private static final int MOST_TRIES = 3;

    private final CachedDirectory directory;
    private final Optional<ThisHost> host;
    private final Tree tree;
    private final Credentials credentials;
    private final Changes changes;
    private final Roles roles;

    /** A change that may fail. */
    interface Step {
        void run() throws ProvisioningException, DirectoryUnavailableException;
    }

    /** Changes a directory. */
    @Activate
    public StandardProvisioning(BundleContext context, @Reference CachedDirectory directory) {
        this(directory, Optional.of(new ThisHost(context)));
    }

    /** Changes a directory outside of a framework: whatever entries name counts as known. */
    StandardProvisioning(CachedDirectory directory) {
        this(directory, Optional.empty());
    }

    private StandardProvisioning(CachedDirectory directory, Optional<ThisHost> host) {
        this.directory = directory;
        this.host = host;
        this.tree = directory.tree();
        this.credentials = new Credentials(directory.settings());
        this.changes = new Changes(directory.written(), tree, credentials, surroundings());
        this.roles = new Roles(directory.written(), tree, directory.settings());
    }

    @Deactivate
    void close() {
        host.ifPresent(ThisHost::close);
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return List.of();
    }

    @Override
    public void activate(Generation generation) {
        host.ifPresent(h -> h.named(generation));
    }

    /** What it changes. */
    CachedDirectory directory() {
        return directory;
    }

    /** How entries are changed. */
    Changes changes() {
        return changes;
    }

    /** Who administers the directory. */
    Roles roles() {
        return roles;
    }

    /** What entries may name. */
    Surroundings surroundings() {
        return host.map(Surroundings.class::cast).orElse(Surroundings.UNKNOWN);
    }

    /** Runs a change, after which nothing older is answered. */
    void forgetting(Step step) throws ProvisioningException, DirectoryUnavailableException {
        try {
            step.run();
        } finally {
            directory.flush();
        }
    }

    /** Logins change passwords all day: only what is cached of this user is forgotten. */
    private void forgettingUser(String domain, String uid, Step step)
            throws ProvisioningException, DirectoryUnavailableException {
        try {
            step.run();
        } finally {
            directory.forgetUser(
                    uid.toLowerCase(Locale.ROOT) + "@" + DomainNames.canonical(domain));
        }
    }

    @Override
    public void addDomain(String name) throws ProvisioningException, DirectoryUnavailableException {
        forgetting(() -> changes.addDomain(DomainNames.canonical(name), Map.of()));
    }

    @Override
    public void removeDomain(String name)
            throws ProvisioningException, DirectoryUnavailableException {
        Domain domain = changes.domain(name, changes.run());
        if (!tree.accounts(domain).isEmpty() || !tree.groups(domain).isEmpty()) {
            throw new ProvisioningException("domain " + name + " still has users or groups");
        }
        forgetting(() -> changes.removeDomain(domain));
    }

    @Override
    public void addUser(
            String domain,
            String uid,
            String fullName,
            byte[] password,
            Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> given = new LinkedHashMap<>();
        if (!fullName.isBlank()) {
            given.put("cn", List.of(fullName.strip()));
        }
        if (password.length > 0) {
            given.putAll(credentials.of(password));
        }
        given.putAll(attributes);
        add(EntryKind.USER, domain, uid, given);
    }

    private void add(EntryKind kind, String domain, String name, Map<String, List<String>> given)
            throws ProvisioningException, DirectoryUnavailableException {
        forgetting(
                () -> {
                    Run run = changes.run();
                    Domain where = changes.domain(domain, run);
                    DirectoryRecord entry = changes.newEntries().entry(kind, where, name, given);
                    changes.add(kind, where, entry, run, false);
                });
    }

    @Override
    public void removeUser(String domain, String uid)
            throws ProvisioningException, DirectoryUnavailableException {
        remove(EntryKind.USER, domain, uid);
    }

    private void remove(EntryKind kind, String domain, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        DirectoryRecord entry = changes.existing(kind, changes.domain(domain, changes.run()), name);
        forgetting(() -> changes.delete(entry.dn()));
    }

    @Override
    public void modifyUser(String domain, String uid, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        forgettingAfter(domain, uid, attributes.keySet(), () -> modify(domain, uid, attributes));
    }

    private void forgettingAfter(String domain, String uid, Set<String> attributes, Step step)
            throws ProvisioningException, DirectoryUnavailableException {
        if (Credentials.areOnly(attributes) || attributes.equals(STATUS_ALONE)) {
            forgettingUser(domain, uid, step);
        } else {
            forgetting(step);
        }
    }

    @Override
    public boolean replaceValue(
            String domain,
            String uid,
            String attribute,
            Optional<String> old,
            Optional<String> fresh)
            throws ProvisioningException, DirectoryUnavailableException {
        if (!Credentials.areOnly(Set.of(attribute))) {
            throw new ProvisioningException(attribute, "is more than a matter of logins");
        }
        AtomicBoolean replaced = new AtomicBoolean();
        forgettingUser(
                domain, uid, () -> replaced.set(exchange(domain, uid, attribute, old, fresh)));
        return replaced.get();
    }

    private boolean exchange(
            String domain,
            String uid,
            String attribute,
            Optional<String> old,
            Optional<String> fresh)
            throws ProvisioningException, DirectoryUnavailableException {
        Domain where = changes.domain(domain, changes.run());
        for (int i = 0; i < MOST_TRIES; i++) {
            DirectoryRecord user = changes.existing(EntryKind.USER, where, uid);
            List<String> values = user.all(attribute);
            if (old.isPresent() && !values.contains(old.get())) {
                return false;
            }
            List<AttributeChange> exchange = new ArrayList<>();
            old.filter(value -> !fresh.equals(old))
                    .ifPresent(value -> exchange.add(change(attribute, Operation.REMOVE, value)));
            fresh.filter(value -> !values.contains(value))
                    .ifPresent(value -> exchange.add(change(attribute, Operation.ADD, value)));
            if (exchange.isEmpty() || changes.exchange(user, exchange)) {
                return true;
            }
            // Another host was faster: what it has written is read now.
        }
        throw new ProvisioningException(attribute, "is being changed by others");
    }

    private static AttributeChange change(String attribute, Operation operation, String value) {
        return new AttributeChange(attribute, operation, List.of(value));
    }

    private void modify(String domain, String uid, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        Run run = changes.run();
        Domain where = changes.domain(domain, run);
        DirectoryRecord before = changes.existing(EntryKind.USER, where, uid);
        modify(run, where, before, attributes);
    }

    private void modify(
            Run run, Domain where, DirectoryRecord before, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        List<AttributeChange> replacements =
                attributes.entrySet().stream()
                        .map(
                                a ->
                                        new AttributeChange(
                                                a.getKey(),
                                                AttributeChange.Operation.REPLACE,
                                                a.getValue()))
                        .toList();
        if (Credentials.areOnly(attributes.keySet())) {
            // A login changes its password whatever else the entry is like.
            changes.modifyOther(before, replacements, false);
        } else {
            changes.modify(EntryKind.USER, where, before, replacements, run, false);
        }
    }

    @Override
    public void setPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException {
        if (password.length == 0) {
            throw new ProvisioningException("the password is empty");
        }
        forgettingUser(domain, uid, () -> modify(domain, uid, credentials.of(password)));
    }

    @Override
    public boolean refreshPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException {
        Run run = changes.run();
        Domain where = changes.domain(domain, run);
        DirectoryRecord user = changes.existing(EntryKind.USER, where, uid);
        if (!credentials.mayBeRefreshed(user, password)) {
            // Most often so: what is remembered of the user stays.
            return false;
        }
        AtomicBoolean stored = new AtomicBoolean();
        forgettingUser(
                domain,
                uid,
                () -> stored.set(changes.exchange(user, credentials.refreshed(user, password))));
        return stored.get();
    }

    @Override
    public void addGroup(String domain, String name, List<String> members)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> given =
                members.isEmpty() ? Map.of() : Map.of(Members.MEMBER, members);
        add(EntryKind.GROUP, domain, name, given);
    }

    @Override
    public void removeGroup(String domain, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        remove(EntryKind.GROUP, domain, name);
    }
}
