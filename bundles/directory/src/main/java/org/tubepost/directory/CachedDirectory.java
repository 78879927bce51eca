// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import com.github.benmanes.caffeine.cache.Ticker;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryCache;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryStream;
import org.tubepost.api.directory.Group;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;

/**
 * The directory engine: bounded caches over a {@link Tree}. Called from many threads at once; a
 * call that is not answered from the cache blocks for the time limit of the back end at most.
 */
@Component(
        service = {CachedDirectory.class, Directory.class, GenerationUser.class, MeterSource.class})
@Designate(ocd = DirectorySettings.class)
public final class CachedDirectory
        implements Directory, DirectoryCache, EntryStream, GenerationUser, MeterSource {
    /** Before an owner's id in the cache of logins: no login has it. */
    private static final String OWNER = "\0";

    private final DirectorySettings settings;
    private final Sources sources;
    private final ServicePackages packages;
    private final Tree tree;
    // What changes entries must not read them from a replica, which may be late.
    private final Sources written;
    private final ServicePackages writtenPackages;
    private final Tree writtenTree;
    private final Caches caches;
    private final EntryReader reader;
    private final Logins logIns;
    private final Memberships groups;
    private final String defaultDomain;

    /** Begins with empty caches. */
    @Activate
    public CachedDirectory(BundleContext context, DirectorySettings settings) {
        this(Sources.named(context, settings.source()), settings, Ticker.systemTicker());
    }

    CachedDirectory(Sources sources, DirectorySettings settings, Ticker ticker) {
        this.settings = settings;
        this.sources = sources;
        this.packages = new ServicePackages(sources, settings, ticker);
        this.tree = new Tree(sources, settings, packages);
        this.written = sources.writable();
        this.writtenPackages = new ServicePackages(written, settings, ticker);
        this.writtenTree = new Tree(written, settings, writtenPackages);
        this.caches = new Caches(settings, ticker);
        this.reader = new EntryReader(sources, tree, caches);
        this.defaultDomain = settings.defaultDomain();
        this.groups = new Memberships(sources, domainsOfGroups(), settings);
        this.logIns = new Logins(tree, this::domain, settings.loginSeparators(), defaultDomain);
    }

    /**
     * A directory with the default settings outside of a framework, for instance in a benchmark.
     */
    public static CachedDirectory standingAlone(DirectorySource source) {
        DirectorySettings defaults =
                (DirectorySettings)
                        Proxy.newProxyInstance(
                                DirectorySettings.class.getClassLoader(),
                                new Class<?>[] {DirectorySettings.class},
                                (proxy, method, arguments) -> method.getDefaultValue());
        return new CachedDirectory(Sources.only(source), defaults, Ticker.systemTicker());
    }

    @Deactivate
    void close() {
        sources.close();
    }

    /** What it asks. */
    Sources sources() {
        return sources;
    }

    /** What it asks in order to change it. */
    Sources written() {
        return written;
    }

    /** How it looks up in order to change it, without cache. */
    Tree tree() {
        return writtenTree;
    }

    /** Its settings, for those who change entries. */
    DirectorySettings settings() {
        return settings;
    }

    /** What is cached of one user, given as {@code uid@domain}, is forgotten. */
    void forgetUser(String id) {
        caches.forgetUser(id);
    }

    @Override
    public String defaultDomain() {
        return DomainNames.canonical(defaultDomain);
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        return caches.domains.get(DomainNames.canonical(name), tree::domain);
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) throws DirectoryUnavailableException {
        MailAddress qualified = qualified(address);
        return qualified.isUnqualified() || qualified.isLiteral()
                ? Optional.empty()
                : caches.addresses.get(key(qualified), k -> findUncached(qualified));
    }

    @Override
    public boolean holds(MailAddress address) {
        return caches.addresses.holds(key(qualified(address)));
    }

    private MailAddress qualified(MailAddress address) {
        return address.isUnqualified() ? address.withDomain(defaultDomain) : address;
    }

    private static String key(MailAddress address) {
        return address.localPart().toLowerCase(Locale.ROOT) + "@" + address.asciiDomain();
    }

    private Optional<DirectoryEntry> findUncached(MailAddress address)
            throws DirectoryUnavailableException {
        Optional<Domain> known = domain(address.domain());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Domain domain = known.get();
        Optional<DirectoryEntry> found = tree.byAddress(domain, address);
        return found.isEmpty() && !domain.catchAll().isEmpty() ? catchAllTarget(domain) : found;
    }

    private Optional<DirectoryEntry> catchAllTarget(Domain domain)
            throws DirectoryUnavailableException {
        try {
            MailAddress target = MailAddress.parse(domain.catchAll());
            Optional<Domain> owner = domain(target.domain());
            return owner.isEmpty() ? Optional.empty() : tree.byAddress(owner.get(), target);
        } catch (AddressSyntaxException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Account> login(String name) throws DirectoryUnavailableException {
        String typed = name.toLowerCase(Locale.ROOT);
        return caches.logins.get(typed, logIns::find);
    }

    /** The user whose mailboxes have this owner, see {@link Account#id}. */
    Optional<Account> owner(String id) throws DirectoryUnavailableException {
        return caches.logins.get(OWNER + id, key -> findOwner(id));
    }

    /** True when {@link #owner} and the owner's domain come from memory at this moment. */
    boolean holdsOwner(String id) {
        return caches.logins.holds(OWNER + id) && caches.domains.holds(domainOfOwner(id));
    }

    private String domainOfOwner(String id) {
        int at = id.lastIndexOf('@');
        return DomainNames.canonical(at < 0 ? defaultDomain : id.substring(at + 1));
    }

    private Optional<Account> findOwner(String id) throws DirectoryUnavailableException {
        Optional<Domain> domain = domain(domainOfOwner(id));
        int at = id.lastIndexOf('@');
        String uid = at < 0 ? id : id.substring(0, at);
        return domain.isEmpty() || uid.isEmpty()
                ? Optional.empty()
                : tree.byLogin(domain.get(), uid, id);
    }

    @Override
    public boolean checkPassword(Account account, byte[] password)
            throws DirectoryUnavailableException {
        return password.length > 0 && sources.ask(s -> s.bind(account.dn(), password));
    }

    @Override
    public Optional<DirectoryEntry> byDn(String dn) throws DirectoryUnavailableException {
        return reader.byDn(dn);
    }

    @Override
    public List<String> values(String ldapUrl) throws DirectoryUnavailableException {
        return reader.values(ldapUrl);
    }

    @Override
    public Set<String> memberships(Account account) throws DirectoryUnavailableException {
        Set<String> ids = new TreeSet<>(groups.dynamic(account));
        if (settings.staticGroups()) {
            caches.memberships
                    .get(
                            account.dn().toLowerCase(Locale.ROOT),
                            dn -> Optional.of(groups.fixed(account)))
                    .ifPresent(ids::addAll);
        }
        return ids;
    }

    private Memberships.Domains domainsOfGroups() {
        return new Memberships.Domains() {
            @Override
            public Optional<Domain> named(String name) throws DirectoryUnavailableException {
                return domain(name);
            }

            @Override
            public Optional<Domain> ofEntry(String dn) throws DirectoryUnavailableException {
                return reader.domainOf(dn);
            }
        };
    }

    @Override
    public void entries(String ldapUrl, EntryVisitor visitor) throws DirectoryUnavailableException {
        reader.entries(ldapUrl, visitor);
    }

    @Override
    public void entries(List<String> dns, EntryVisitor visitor)
            throws DirectoryUnavailableException {
        reader.entries(dns, visitor);
    }

    @Override
    public List<Domain> domains() throws DirectoryUnavailableException {
        return tree.domains();
    }

    @Override
    public List<Account> accounts(String domain) throws DirectoryUnavailableException {
        Optional<Domain> known = domain(domain);
        return known.isEmpty() ? List.of() : tree.accounts(known.get());
    }

    @Override
    public List<Group> groups(String domain) throws DirectoryUnavailableException {
        Optional<Domain> known = domain(domain);
        return known.isEmpty() ? List.of() : tree.groups(known.get());
    }

    @Override
    public void flush() {
        caches.clear();
        packages.forget();
        writtenPackages.forget();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return AttributeNames.problems(candidate);
    }

    @Override
    public void activate(Generation generation) {
        sources.names(AttributeNames.of(generation));
        flush();
    }

    @Override
    public List<Reading> readings() {
        return caches.readings();
    }
}
