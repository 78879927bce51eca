// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/** A directory of example.com in memory, found as the contract says: sub-addresses too. */
final class MemoryDirectory implements Directory {
    private final Map<String, DirectoryEntry> byAddress = new HashMap<>();
    private final Map<String, DirectoryEntry> byDn = new HashMap<>();
    private boolean away;

    static MailAddress address(String text) {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException wrongTest) {
            throw new AssertionError(wrongTest);
        }
    }

    static String dn(String name) {
        return "cn=" + name + ",o=example.com";
    }

    void away() {
        away = true;
    }

    MemoryDirectory user(String uid, String... options) {
        return user(uid, Status.ACTIVE, List.of(), List.of(), options);
    }

    MemoryDirectory user(
            String uid,
            Status status,
            List<String> alternates,
            List<String> forwards,
            String... options) {
        return add(
                new Account(
                        dn(uid),
                        uid + "@example.com",
                        uid,
                        "example.com",
                        address(uid + "@example.com"),
                        alternates.stream().map(MemoryDirectory::address).toList(),
                        status,
                        "",
                        "p1",
                        options.length == 0 ? Set.of("mailbox") : Set.of(options),
                        forwards.stream().map(MemoryDirectory::address).toList(),
                        -1,
                        -1,
                        new DirectoryRecord(dn(uid), Map.of())));
    }

    /** Members with an at sign are addresses, others names in this directory. */
    MemoryDirectory group(String name, Status status, String errorsTo, String... members) {
        List<String> dns = new ArrayList<>();
        List<MailAddress> addresses = new ArrayList<>();
        for (String member : members) {
            if (member.contains("@")) {
                addresses.add(address(member));
            } else {
                dns.add(dn(member));
            }
        }
        return add(
                new Group(
                        dn(name),
                        address(name + "@example.com"),
                        status,
                        dns,
                        addresses,
                        errorsTo,
                        new DirectoryRecord(dn(name), Map.of())));
    }

    private MemoryDirectory add(DirectoryEntry entry) {
        byDn.put(entry.dn().toLowerCase(Locale.ROOT), entry);
        byAddress.put(entry.mail().toString(), entry);
        if (entry instanceof Account account) {
            account.alternateAddresses().forEach(a -> byAddress.put(a.toString(), entry));
        }
        return this;
    }

    private <T> T known(T answer) throws DirectoryUnavailableException {
        if (away) {
            throw new DirectoryUnavailableException("away", null);
        }
        return answer;
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) throws DirectoryUnavailableException {
        String text = address.toString().toLowerCase(Locale.ROOT);
        DirectoryEntry exact = byAddress.get(text);
        return known(
                Optional.ofNullable(
                        exact != null ? exact : byAddress.get(text.replaceFirst("\\+[^@]*", ""))));
    }

    @Override
    public Optional<DirectoryEntry> byDn(String dn) throws DirectoryUnavailableException {
        return known(Optional.ofNullable(byDn.get(dn.toLowerCase(Locale.ROOT))));
    }

    @Override
    public Optional<Domain> domain(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Account> login(String name) {
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
        // Nothing is cached.
    }
}
