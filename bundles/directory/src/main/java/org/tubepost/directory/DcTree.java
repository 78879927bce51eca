// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/**
 * Domains of Schema 1 (and of Schema 2 in compatibility mode): a tree of {@code dc=} labels that
 * holds names and routing, beside a tree of organisations that holds users and groups. A node with
 * {@code aliasedObjectName} stands for the node that it names; one with {@code
 * inetCanonicalDomainName} is an index node, with routing of its own and the users of another.
 */
final class DcTree implements DomainTree {
    private static final Logger LOG = LoggerFactory.getLogger(DcTree.class);
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]{1,63}");
    private static final String NODES = "(|(objectClass=inetDomain)(objectClass=inetDomainAlias))";
    private static final int MOST_HOPS = 8;

    private final Sources sources;
    private final String dcRoot;
    private final String baseDn;
    private final boolean compatible;

    /**
     * Reads two trees.
     *
     * @param dcRoot root of the domain tree, {@code o=internet}
     * @param baseDn root of the organisation tree
     * @param compatible whether organisations that are made carry the marks of Schema 2, too
     */
    DcTree(Sources sources, String dcRoot, String baseDn, boolean compatible) {
        this.sources = sources;
        this.dcRoot = dcRoot;
        this.baseDn = baseDn;
        this.compatible = compatible;
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        Optional<String> path = path(name);
        Optional<DirectoryRecord> node = path.isEmpty() ? Optional.empty() : node(path.get());
        String canonical = name;
        for (int hops = 0; node.isPresent(); hops++) {
            Optional<String> target = node.get().first("aliasedObjectName");
            if (target.isEmpty()) {
                List<String> aliases = canonical.equals(name) ? List.of() : List.of(name);
                return Optional.of(read(node.get(), canonical, aliases));
            }
            if (hops == MOST_HOPS) {
                LOG.error("Aliases of the domain {} lead in a circle", name);
                throw new DirectoryUnavailableException("aliases of " + name + " circle", null);
            }
            canonical = nameOf(target.get());
            node = node(target.get());
            if (node.isEmpty()) {
                LOG.warn("Domain {} is an alias of {}, which is no domain", name, target.get());
            }
        }
        return Optional.empty();
    }

    private static Domain read(DirectoryRecord node, String name, List<String> aliases) {
        return EntryMapping.domain(
                node, node.first("inetCanonicalDomainName").orElse(name), aliases);
    }

    private Optional<DirectoryRecord> node(String dn) throws DirectoryUnavailableException {
        return sources.search(dn, Scope.BASE, NODES, 1).stream().findFirst();
    }

    /** The path of a domain's labels; empty for what cannot be a domain. */
    private Optional<String> path(String name) {
        StringBuilder path = new StringBuilder();
        for (String label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
            path.append("dc=").append(label).append(',');
        }
        return Optional.of(path + dcRoot);
    }

    /** The domain that a path stands for. */
    private String nameOf(String dn) {
        List<String> labels = new ArrayList<>();
        String root = DistinguishedName.key(dcRoot);
        String rest = DistinguishedName.key(dn);
        while (!rest.isEmpty() && !rest.equals(root)) {
            int comma = rest.indexOf(',');
            String first = comma < 0 ? rest : rest.substring(0, comma);
            if (!first.startsWith("dc=")) {
                break;
            }
            labels.add(first.substring("dc=".length()));
            rest = DistinguishedName.parent(rest);
        }
        return String.join(".", labels);
    }

    @Override
    public Optional<Domain> domainOf(String dn) throws DirectoryUnavailableException {
        Map<String, Integer> bases = new HashMap<>();
        StringBuilder filter = new StringBuilder("(&(objectClass=inetDomain)(|");
        String above = DistinguishedName.parent(dn);
        for (; !above.isEmpty(); above = DistinguishedName.parent(above)) {
            bases.put(DistinguishedName.key(above), bases.size());
            filter.append("(inetDomainBaseDN=").append(SearchRequest.escape(above)).append(')');
        }
        if (bases.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, List<DirectoryRecord>> byDistance = new HashMap<>();
        for (DirectoryRecord node :
                sources.search(dcRoot, Scope.SUBTREE, filter.append("))").toString(), 0)) {
            String base = node.first("inetDomainBaseDN").map(DistinguishedName::key).orElse("");
            Optional.ofNullable(bases.get(base))
                    .ifPresent(
                            d -> byDistance.computeIfAbsent(d, x -> new ArrayList<>()).add(node));
        }
        return byDistance.keySet().stream().min(Integer::compare).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        canonical(
                                byDistance.get(
                                        byDistance.keySet().stream().min(Integer::compare).get()),
                                dn));
    }

    /** Of several nodes with one base the one that the others call canonical. */
    private Domain canonical(List<DirectoryRecord> nodes, String dn)
            throws DirectoryUnavailableException {
        List<DirectoryRecord> own =
                nodes.stream()
                        .filter(
                                n ->
                                        n.first("inetCanonicalDomainName")
                                                .map(c -> c.equalsIgnoreCase(nameOf(n.dn())))
                                                .orElse(true))
                        .toList();
        if (own.size() > 1) {
            LOG.error(
                    "{} and {} have one inetDomainBaseDN and no inetCanonicalDomainName",
                    own.get(0).dn(),
                    own.get(1).dn());
            throw new DirectoryUnavailableException("several domains claim " + dn, null);
        }
        DirectoryRecord node = own.isEmpty() ? nodes.get(0) : own.get(0);
        return read(node, nameOf(node.dn()), List.of());
    }

    @Override
    public List<Domain> domains() throws DirectoryUnavailableException {
        Map<String, List<String>> aliases = new HashMap<>();
        Map<String, DirectoryRecord> canonical = new LinkedHashMap<>();
        for (DirectoryRecord node : sources.search(dcRoot, Scope.SUBTREE, NODES, 0)) {
            String name = nameOf(node.dn());
            Optional<String> target =
                    node.first("aliasedObjectName")
                            .map(this::nameOf)
                            .or(() -> node.first("inetCanonicalDomainName"))
                            .map(c -> c.toLowerCase(Locale.ROOT))
                            .filter(c -> !c.equals(name));
            if (target.isPresent()) {
                aliases.computeIfAbsent(target.get(), t -> new ArrayList<>()).add(name);
            } else {
                canonical.put(name, node);
            }
        }
        return canonical.entrySet().stream()
                .map(
                        e ->
                                EntryMapping.domain(
                                        e.getValue(),
                                        e.getKey(),
                                        aliases.getOrDefault(e.getKey(), List.of())))
                .toList();
    }

    @Override
    public Optional<Domain> madeBy(DirectoryRecord entry) {
        return entry.isA("inetDomain") && entry.first("inetDomainBaseDN").isPresent()
                ? Optional.of(read(entry, nameOf(entry.dn()), List.of()))
                : Optional.empty();
    }

    @Override
    public List<DirectoryRecord> entriesOf(String name) {
        List<DirectoryRecord> entries = new ArrayList<>();
        List<String> classes = new ArrayList<>(List.of("top", "organization"));
        Map<String, List<String>> organization = new HashMap<>(Map.of("o", List.of(name)));
        if (compatible) {
            classes.addAll(List.of("sunManagedOrganization", "mailDomain"));
            organization.put("sunPreferredDomain", List.of(name));
        }
        organization.put("objectClass", classes);
        entries.add(new DirectoryRecord(baseOf(name), organization));
        String[] labels = name.split("\\.");
        String parent = dcRoot;
        for (int i = labels.length - 1; i > 0; i--) {
            parent = "dc=" + labels[i] + "," + parent;
            entries.add(
                    new DirectoryRecord(
                            parent,
                            Map.of(
                                    "objectClass",
                                    List.of("top", "domain"),
                                    "dc",
                                    List.of(labels[i]))));
        }
        entries.add(
                new DirectoryRecord(
                        "dc=" + labels[0] + "," + parent,
                        Map.of(
                                "objectClass",
                                List.of(
                                        "top",
                                        "domain",
                                        "inetDomain",
                                        "mailDomain",
                                        "nsManagedDomain"),
                                "dc",
                                List.of(labels[0]),
                                "inetDomainBaseDN",
                                List.of(baseOf(name)),
                                "inetDomainStatus",
                                List.of("active"),
                                "mailDomainStatus",
                                List.of("active"))));
        return entries;
    }

    @Override
    public String baseOf(String name) {
        return "o=" + name + "," + baseDn;
    }

    @Override
    public List<String> removalOf(Domain domain) {
        return List.of(domain.attributes().dn(), domain.baseDn());
    }
}
