// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;

/** A directory with the users and domains that a test puts in. */
final class FakeDirectory implements Directory {
    private final Map<MailAddress, Account> accounts = new HashMap<>();
    private final Map<String, Domain> domains = new HashMap<>();
    private boolean away;

    void user(String uid, String address, Map<String, List<String>> attributes) {
        int at = address.indexOf('@');
        MailAddress mail = new MailAddress(address.substring(0, at), address.substring(at + 1));
        accounts.put(
                mail,
                new Account(
                        "uid=" + uid,
                        uid,
                        uid,
                        mail.domain(),
                        mail,
                        List.of(),
                        Status.ACTIVE,
                        "",
                        "",
                        Set.of("mailbox"),
                        List.of(),
                        -1,
                        -1,
                        new DirectoryRecord("uid=" + uid, attributes)));
    }

    void domain(String name, Map<String, List<String>> attributes) {
        domains.put(
                name,
                new Domain(
                        name,
                        List.of(),
                        "o=" + name,
                        Status.ACTIVE,
                        List.of(),
                        "",
                        "",
                        new DirectoryRecord("o=" + name, attributes)));
    }

    void away() {
        away = true;
    }

    private void check() throws DirectoryUnavailableException {
        if (away) {
            throw new DirectoryUnavailableException("away", null);
        }
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        check();
        return Optional.ofNullable(domains.get(name));
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) throws DirectoryUnavailableException {
        check();
        return Optional.ofNullable(accounts.get(address));
    }

    @Override
    public Optional<Account> login(String name) throws DirectoryUnavailableException {
        check();
        return accounts.values().stream().filter(a -> a.uid().equals(name)).findFirst();
    }

    @Override
    public Optional<DirectoryEntry> byDn(String dn) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean checkPassword(Account account, byte[] password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> values(String ldapUrl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String defaultDomain() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> memberships(Account account) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Domain> domains() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Account> accounts(String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Group> groups(String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flush() {
        throw new UnsupportedOperationException();
    }
}
