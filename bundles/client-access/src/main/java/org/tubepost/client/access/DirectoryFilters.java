// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;

/**
 * The filters of a user: those of the user's own entry, or else of the domain. Texts are parsed
 * once; a few are shared by very many. Thread-safe.
 */
final class DirectoryFilters {
    private static final String USER = "mailAllowedServiceAccess";
    private static final String DOMAIN = "mailDomainAllowedServiceAccess";
    private static final int MOST_REMEMBERED = 10_000;

    private final Cache<String, Parsed> parsed =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    /**
     * Filters with their place.
     *
     * @param source attribute and name of the entry
     * @param filters none if there is an error
     * @param error what is wrong with the text; empty if it is right
     */
    record Found(String source, Filters filters, Optional<String> error) {}

    private record Parsed(Filters filters, Optional<String> error) {}

    /** The filters in force; empty if neither user nor domain has any. */
    Optional<Found> of(Account account, Directory directory) throws DirectoryUnavailableException {
        Optional<String> own = account.attributes().first(USER);
        if (own.isPresent()) {
            return Optional.of(found(USER + " of " + account.dn(), own.get()));
        }
        Optional<Domain> domain = directory.domain(account.domain());
        return domain.flatMap(d -> d.attributes().first(DOMAIN))
                .map(text -> found(DOMAIN + " of " + domain.get().name(), text));
    }

    private Found found(String source, String text) {
        Parsed result = parsed.get(text, DirectoryFilters::parse);
        return new Found(source, result.filters(), result.error());
    }

    private static Parsed parse(String text) {
        try {
            // A service that we do not have is no error: other systems share the directory.
            return new Parsed(
                    new Filters(new FilterParser(text, (index, doubt) -> {}).signed()),
                    Optional.empty());
        } catch (FilterSyntaxException wrong) {
            return new Parsed(
                    Filters.NONE,
                    Optional.of("column " + (wrong.index() + 1) + ": " + wrong.getMessage()));
        }
    }
}
