// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import com.github.benmanes.caffeine.cache.Ticker;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryStream;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;

/**
 * The directory engine: bounded caches over a {@link Tree}, and provisioning that forgets what it
 * changes. Called from many threads at once; a call that is not answered from the cache blocks for
 * the time limit of the back end at most.
 */
@Component(
        service = {
            CachedDirectory.class,
            Directory.class,
            Provisioning.class,
            GenerationUser.class,
            MeterSource.class
        })
@Designate(ocd = DirectorySettings.class)
public final class CachedDirectory
        implements Directory,
                DirectoryCache,
                EntryStream,
                Provisioning,
                GenerationUser,
                MeterSource {
    /** Before an owner's id in the cache of logins: no login has it. */
    private static final String OWNER = "\0";

    private final Sources sources;
    private final ServicePackages packages;
    private final Tree tree;
    private final EntryBatches batches;
    private final Changes changes;
    private final StandardProvisioning provisioning;
    private final Roles roles;
    private final Optional<ThisHost> host;
    private final Logins logIns;
    private final String defaultDomain;
    private final AnswerCache<Domain> domains;
    private final AnswerCache<DirectoryEntry> addresses;
    private final AnswerCache<Account> logins;
    private final AnswerCache<DirectoryEntry> entries;
    private final AnswerCache<Domain> domainsOfUnits;
    private final AnswerCache<List<String>> urls;

    /** Begins with empty caches. */
    @Activate
    public CachedDirectory(BundleContext context, DirectorySettings settings) {
        this(
                new Sources(context, settings.source()),
                settings,
                Ticker.systemTicker(),
                Optional.of(new ThisHost(context)));
    }

    CachedDirectory(Sources sources, DirectorySettings settings, Ticker ticker) {
        this(sources, settings, ticker, Optional.empty());
    }

    private CachedDirectory(
            Sources sources, DirectorySettings settings, Ticker ticker, Optional<ThisHost> host) {
        this.sources = sources;
        this.host = host;
        this.packages = new ServicePackages(sources, settings, ticker);
        this.tree = new Tree(sources, settings, packages);
        this.batches = new EntryBatches(sources);
        Credentials credentials = new Credentials(settings);
        this.changes = new Changes(sources, tree, credentials, surroundings());
        this.provisioning =
                new StandardProvisioning(tree, changes, credentials, new ForgettingCaches());
        this.roles = new Roles(sources, tree, settings);
        this.defaultDomain = settings.defaultDomain();
        this.domains = new AnswerCache<>(settings, ticker);
        this.addresses = new AnswerCache<>(settings, ticker);
        this.logins = new AnswerCache<>(settings, ticker);
        this.entries = new AnswerCache<>(settings, ticker);
        this.domainsOfUnits = new AnswerCache<>(settings, ticker);
        this.urls = new AnswerCache<>(settings, ticker);
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
        return new CachedDirectory(new Sources(source), defaults, Ticker.systemTicker());
    }

    @Deactivate
    void close() {
        host.ifPresent(ThisHost::close);
        sources.close();
    }

    /** What it asks. */
    Sources sources() {
        return sources;
    }

    /** How it looks up, without cache. */
    Tree tree() {
        return tree;
    }

    /** How it changes entries. */
    Changes changes() {
        return changes;
    }

    /** How it changes entries and forgets what is cached of them. */
    StandardProvisioning provisioning() {
        return provisioning;
    }

    /** Who administers it. */
    Roles roles() {
        return roles;
    }

    /** What its entries may name. */
    Surroundings surroundings() {
        return host.map(Surroundings.class::cast).orElse(Surroundings.UNKNOWN);
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        return domains.get(DomainNames.canonical(name), tree::domain);
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) throws DirectoryUnavailableException {
        MailAddress qualified = qualified(address);
        return qualified.isUnqualified() || qualified.isLiteral()
                ? Optional.empty()
                : addresses.get(key(qualified), k -> findUncached(qualified));
    }

    @Override
    public boolean holds(MailAddress address) {
        return addresses.holds(key(qualified(address)));
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
    public Optional<DirectoryEntry> byDn(String dn) throws DirectoryUnavailableException {
        return entries.get(
                dn.toLowerCase(Locale.ROOT),
                key -> {
                    Optional<DirectoryRecord> record = tree.record(dn);
                    return record.isEmpty() ? Optional.empty() : entry(record.get());
                });
    }

    private Optional<DirectoryEntry> entry(DirectoryRecord record)
            throws DirectoryUnavailableException {
        // Members of a group share few parents: their domain is asked for once, not once a member.
        String unit = DistinguishedName.parent(record.dn()).toLowerCase(Locale.ROOT);
        Optional<Domain> domain = domainsOfUnits.get(unit, u -> tree.domainOf(record.dn()));
        return domain.isEmpty() ? Optional.empty() : tree.entryOf(record, domain.get());
    }

    @Override
    public Optional<Account> login(String name) throws DirectoryUnavailableException {
        String typed = name.toLowerCase(Locale.ROOT);
        return logins.get(typed, logIns::find);
    }

    /** The user whose mailboxes have this owner, see {@link Account#id}. */
    Optional<Account> owner(String id) throws DirectoryUnavailableException {
        return logins.get(OWNER + id, key -> findOwner(id));
    }

    /** True when {@link #owner} and the owner's domain come from memory at this moment. */
    boolean holdsOwner(String id) {
        return logins.holds(OWNER + id) && domains.holds(domainOfOwner(id));
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
    public List<String> values(String ldapUrl) throws DirectoryUnavailableException {
        SearchRequest request = SearchRequest.ofUrl(ldapUrl);
        return urls.get(ldapUrl, u -> Optional.of(found(request)).filter(v -> !v.isEmpty()))
                .orElse(List.of());
    }

    @Override
    public void entries(String ldapUrl, EntryVisitor visitor) throws DirectoryUnavailableException {
        sources.visit(
                SearchRequest.ofUrl(ldapUrl),
                page -> {
                    for (DirectoryRecord record : page) {
                        visitor.entry(record.dn(), entry(record));
                    }
                });
    }

    @Override
    public void entries(List<String> dns, EntryVisitor visitor)
            throws DirectoryUnavailableException {
        List<String> unknown = new ArrayList<>();
        for (String dn : dns) {
            if (entries.holds(dn.toLowerCase(Locale.ROOT))) {
                visitor.entry(dn, byDn(dn));
            } else {
                unknown.add(dn);
            }
            if (unknown.size() == EntryBatches.MOST) {
                readAhead(unknown);
                visit(unknown, visitor);
                unknown.clear();
            }
        }
        readAhead(unknown);
        visit(unknown, visitor);
    }

    /** Caches those that a few searches find; the others are asked for one by one. */
    private void readAhead(List<String> dns) throws DirectoryUnavailableException {
        long before = entries.clearings();
        Map<String, DirectoryRecord> found = batches.records(dns);
        for (String dn : dns) {
            DirectoryRecord record = found.get(DistinguishedName.key(dn));
            if (record != null) {
                entries.keep(dn.toLowerCase(Locale.ROOT), entry(record), before);
            }
        }
    }

    private void visit(List<String> dns, EntryVisitor visitor)
            throws DirectoryUnavailableException {
        for (String dn : dns) {
            visitor.entry(dn, byDn(dn));
        }
    }

    private List<String> found(SearchRequest request) throws DirectoryUnavailableException {
        long before = entries.clearings();
        List<DirectoryRecord> records = sources.ask(s -> s.search(request));
        if (!request.attributes().isEmpty()) {
            String attribute = request.attributes().get(0);
            return records.stream().flatMap(r -> r.all(attribute).stream()).distinct().toList();
        }
        // Who asks for entries goes on to open them: they have been read whole already.
        for (DirectoryRecord record : records) {
            entries.keep(record.dn().toLowerCase(Locale.ROOT), entry(record), before);
        }
        return records.stream().map(DirectoryRecord::dn).toList();
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
        domains.clear();
        addresses.clear();
        logins.clear();
        entries.clear();
        domainsOfUnits.clear();
        urls.clear();
        packages.forget();
    }

    @Override
    public void addDomain(String name) throws ProvisioningException, DirectoryUnavailableException {
        provisioning.addDomain(name);
    }

    @Override
    public void removeDomain(String name)
            throws ProvisioningException, DirectoryUnavailableException {
        provisioning.removeDomain(name);
    }

    @Override
    public void addUser(
            String domain,
            String uid,
            String fullName,
            byte[] password,
            Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        provisioning.addUser(domain, uid, fullName, password, attributes);
    }

    @Override
    public void removeUser(String domain, String uid)
            throws ProvisioningException, DirectoryUnavailableException {
        provisioning.removeUser(domain, uid);
    }

    @Override
    public void modifyUser(String domain, String uid, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        provisioning.modifyUser(domain, uid, attributes);
    }

    @Override
    public boolean replaceValue(
            String domain,
            String uid,
            String attribute,
            Optional<String> old,
            Optional<String> fresh)
            throws ProvisioningException, DirectoryUnavailableException {
        return provisioning.replaceValue(domain, uid, attribute, old, fresh);
    }

    @Override
    public void setPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException {
        provisioning.setPassword(domain, uid, password);
    }

    @Override
    public boolean refreshPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException {
        return provisioning.refreshPassword(domain, uid, password);
    }

    @Override
    public void addGroup(String domain, String name, List<String> members)
            throws ProvisioningException, DirectoryUnavailableException {
        provisioning.addGroup(domain, name, members);
    }

    @Override
    public void removeGroup(String domain, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        provisioning.removeGroup(domain, name);
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return AttributeNames.problems(candidate);
    }

    @Override
    public void activate(Generation generation) {
        sources.names(AttributeNames.of(generation));
        host.ifPresent(h -> h.named(generation));
        flush();
    }

    @Override
    public List<Reading> readings() {
        return List.of(
                reading("domain", "hit", domains.hits()),
                reading("domain", "miss", domains.misses()),
                reading("address", "hit", addresses.hits()),
                reading("address", "miss", addresses.misses()),
                reading("login", "hit", logins.hits()),
                reading("login", "miss", logins.misses()),
                reading("entry", "hit", entries.hits()),
                reading("entry", "miss", entries.misses()),
                reading("url", "hit", urls.hits()),
                reading("url", "miss", urls.misses()),
                held("domain", domains.size()),
                held("address", addresses.size()),
                held("login", logins.size()),
                held("entry", entries.size()),
                held("url", urls.size()));
    }

    private static Reading held(String cache, long count) {
        return new Reading("directory_cached_answers", Map.of("cache", cache), count);
    }

    private static Reading reading(String cache, String result, long count) {
        return new Reading(
                "directory_lookups_total", Map.of("cache", cache, "result", result), count);
    }

    /** What a change does to the caches. */
    private final class ForgettingCaches implements StandardProvisioning.Forgetting {
        @Override
        public void all() {
            flush();
        }

        @Override
        public void user(String id) {
            addresses.forget(entry -> isUser(entry, id));
            logins.forget(entry -> isUser(entry, id));
            entries.forget(entry -> isUser(entry, id));
        }
    }

    private static boolean isUser(DirectoryEntry entry, String id) {
        return entry instanceof Account account
                && id.equals(account.uid() + "@" + account.domain());
    }
}
