// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/** Lists entries that match patterns, in which {@code *} stands for anything. */
final class Listing {
    private static final Map<EntryKind, String> CLASSES =
            Map.of(
                    EntryKind.USER, "inetMailUser",
                    EntryKind.GROUP, "inetMailGroup",
                    EntryKind.RESOURCE, "inetResource");

    private final CachedDirectory directory;
    private final UnaryOperator<DirectoryRecord> seen;
    private final Map<String, Pattern> filters = new TreeMap<>();

    /**
     * Lists entries of a directory.
     *
     * @param seen what of an entry is seen, by filters, too
     */
    Listing(
            CachedDirectory directory,
            UnaryOperator<DirectoryRecord> seen,
            Map<String, String> filters) {
        this.directory = directory;
        this.seen = seen;
        filters.forEach((attribute, text) -> this.filters.put(attribute, pattern(text)));
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(
                List.of(text.split("\\*", -1)).stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    /** Entries of a kind in these domains; packages those that are allocated, or all for none. */
    List<DirectoryRecord> of(EntryKind kind, List<Domain> domains, Run run)
            throws DirectoryUnavailableException {
        return switch (kind) {
            case DOMAIN ->
                    domains.stream()
                            .map(Domain::attributes)
                            .map(seen)
                            .filter(this::matches)
                            .toList();
            case PACKAGE -> packages(domains, run);
            default -> below(kind, domains);
        };
    }

    private List<DirectoryRecord> packages(List<Domain> domains, Run run)
            throws DirectoryUnavailableException {
        Set<String> allocated = new HashSet<>();
        for (Domain domain : domains) {
            Allocations.of(directory.tree(), domain)
                    .keySet()
                    .forEach(n -> allocated.add(n.toLowerCase(Locale.ROOT)));
        }
        return run.packages().entrySet().stream()
                .filter(e -> domains.isEmpty() || allocated.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .map(seen)
                .filter(this::matches)
                .toList();
    }

    private List<DirectoryRecord> below(EntryKind kind, List<Domain> domains)
            throws DirectoryUnavailableException {
        Map<String, DirectoryRecord> found = new TreeMap<>();
        List<Domain> all = directory.tree().domains();
        for (Domain domain : domains) {
            Predicate<String> owned = Tree.ownedBy(domain, all);
            SearchRequest request =
                    new SearchRequest(
                            domain.baseDn(),
                            Scope.SUBTREE,
                            "(objectClass=" + CLASSES.get(kind) + ")",
                            List.of(),
                            0);
            directory
                    .sources()
                    .visit(
                            request,
                            page ->
                                    page.stream()
                                            .filter(r -> owned.test(r.dn()) && isOf(kind, r))
                                            .map(seen)
                                            .filter(this::matches)
                                            .forEach(r -> found.put(r.dn(), r)));
        }
        return new ArrayList<>(found.values());
    }

    private static boolean isOf(EntryKind kind, DirectoryRecord record) {
        return kind != EntryKind.USER || !record.isA("inetMailGroup");
    }

    /** True when all patterns match what is seen of the entry. */
    boolean matches(DirectoryRecord entry) {
        DirectoryRecord record = seen.apply(entry);
        return filters.entrySet().stream()
                .allMatch(
                        f ->
                                record.all(f.getKey()).stream()
                                        .anyMatch(v -> f.getValue().matcher(v).matches()));
    }
}
