// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryCache;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/** A directory of example.com in memory, found as the contract says: sub-addresses too. */
final class MemoryDirectory implements Directory, DirectoryCache {
    private final Map<String, DirectoryEntry> byAddress = new HashMap<>();
    private final Map<String, DirectoryEntry> byDn = new HashMap<>();
    private final Map<String, List<String>> urls = new HashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private Optional<DirectoryEntry> catchAll = Optional.empty();
    private boolean away;
    private List<String> routingHosts = List.of();
    private Map<String, List<String>> domainAttributes = Map.of();
    private String smartHost = "";
    private Status domainStatus = Status.ACTIVE;
    private String mailHost = "";
    private boolean cached;

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

    void cached() {
        cached = true;
    }

    /** Who takes mail for unknown local parts of example.com. */
    void catchAll(String name) {
        catchAll = Optional.of(byDn.get(dn(name)));
    }

    /** Where the mail of example.com goes. */
    void routing(List<String> hosts, String smart) {
        routingHosts = hosts;
        smartHost = smart;
    }

    /** Whether example.com takes mail. */
    void domainStatus(Status status) {
        domainStatus = status;
    }

    /** Attributes of the entry of example.com. */
    void domainAttributes(Map<String, List<String>> attributes) {
        domainAttributes = attributes;
    }

    /** Store host of the users that are made from now on. */
    MemoryDirectory mailHost(String host) {
        mailHost = host;
        return this;
    }

    /** How often somebody asked for an entry. */
    int questions() {
        return questions.get();
    }

    MemoryDirectory url(String url, String... values) {
        urls.put(url, List.of(values));
        return this;
    }

    MemoryDirectory user(String uid, String... options) {
        return user(uid, Status.ACTIVE, List.of(), List.of(), options);
    }

    /** A user with attributes that no account has a name for. */
    MemoryDirectory user(String uid, Map<String, List<String>> attributes, String... options) {
        return user(uid, Status.ACTIVE, List.of(), List.of(), attributes, options);
    }

    MemoryDirectory user(
            String uid,
            Status status,
            List<String> alternates,
            List<String> forwards,
            String... options) {
        return user(uid, status, alternates, forwards, Map.of(), options);
    }

    private MemoryDirectory user(
            String uid,
            Status status,
            List<String> alternates,
            List<String> forwards,
            Map<String, List<String>> attributes,
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
                        mailHost,
                        "p1",
                        options.length == 0 ? Set.of("mailbox") : Set.of(options),
                        forwards.stream().map(MemoryDirectory::address).toList(),
                        -1,
                        -1,
                        new DirectoryRecord(dn(uid), attributes)));
    }

    /** Members with an at sign are addresses, others names in this directory. */
    MemoryDirectory group(String name, Status status, String errorsTo, String... members) {
        return group(name, status, errorsTo, Map.of(), members);
    }

    /** A group with attributes of a list. */
    MemoryDirectory list(String name, Map<String, List<String>> attributes, String... members) {
        return group(name, Status.ACTIVE, "", attributes, members);
    }

    private MemoryDirectory group(
            String name,
            Status status,
            String errorsTo,
            Map<String, List<String>> attributes,
            String... members) {
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
                        new DirectoryRecord(dn(name), attributes)));
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
        questions.incrementAndGet();
        String text = address.toString().toLowerCase(Locale.ROOT);
        DirectoryEntry exact = byAddress.get(text);
        Optional<DirectoryEntry> found =
                Optional.ofNullable(
                        exact != null ? exact : byAddress.get(text.replaceFirst("\\+[^@]*", "")));
        return known(found.isEmpty() && text.endsWith("@example.com") ? catchAll : found);
    }

    @Override
    public Optional<DirectoryEntry> byDn(String dn) throws DirectoryUnavailableException {
        questions.incrementAndGet();
        return known(Optional.ofNullable(byDn.get(dn.toLowerCase(Locale.ROOT))));
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        boolean ours = List.of("example.com", "alias.example").contains(name);
        return known(
                ours
                        ? Optional.of(
                                new Domain(
                                        "example.com",
                                        List.of("alias.example"),
                                        "o=example.com",
                                        domainStatus,
                                        routingHosts,
                                        smartHost,
                                        "",
                                        new DirectoryRecord("o=example.com", domainAttributes)))
                        : Optional.empty());
    }

    @Override
    public Optional<Account> login(String name) throws DirectoryUnavailableException {
        return known(
                Optional.ofNullable(byDn.get(dn(name)))
                        .filter(Account.class::isInstance)
                        .map(Account.class::cast));
    }

    @Override
    public boolean checkPassword(Account account, byte[] password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> values(String ldapUrl) throws DirectoryUnavailableException {
        return known(urls.getOrDefault(ldapUrl, List.of()));
    }

    @Override
    public boolean holds(MailAddress address) {
        return cached;
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
        // Nothing is cached.
    }
}
