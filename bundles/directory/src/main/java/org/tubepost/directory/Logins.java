// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;

/**
 * Takes logins apart: {@code name}, a separator, a domain; or a name alone, in the default domain.
 * A domain with {@code domainUidSeparator} accepts the characters in it only, another one those of
 * the configuration.
 */
final class Logins {
    // What a domain may have chosen as its own separator, and no domain name contains.
    private static final String PUNCTUATION = "@%+!#$=:/";

    private final Tree tree;
    private final Domains domains;
    private final String separators;
    private final String defaultDomain;

    /** Finds a domain, from a cache where possible. */
    interface Domains {
        Optional<Domain> domain(String name) throws DirectoryUnavailableException;
    }

    Logins(Tree tree, Domains domains, String separators, String defaultDomain) {
        this.tree = tree;
        this.domains = domains;
        this.separators = separators;
        this.defaultDomain = defaultDomain;
    }

    /** The user who logs in under this name. */
    Optional<Account> find(String typed) throws DirectoryUnavailableException {
        int configured = last(typed, separators);
        if (configured >= 0) {
            Optional<Account> found = inDomain(typed, configured);
            if (found.isPresent()) {
                return found;
            }
        } else if (!typed.isEmpty() && !defaultDomain.isEmpty()) {
            Optional<Domain> domain = domains.domain(defaultDomain);
            Optional<Account> found =
                    domain.isEmpty() ? Optional.empty() : tree.byLogin(domain.get(), typed, typed);
            if (found.isPresent()) {
                return found;
            }
        }
        int own = last(typed, PUNCTUATION);
        return own >= 0 && own != configured && typed.indexOf('.', own) > 0
                ? inDomain(typed, own)
                : Optional.empty();
    }

    private Optional<Account> inDomain(String typed, int at) throws DirectoryUnavailableException {
        String uid = typed.substring(0, at);
        String name = typed.substring(at + 1);
        if (uid.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        Optional<Domain> domain = domains.domain(name);
        return domain.isPresent() && accepts(domain.get(), typed.charAt(at))
                ? tree.byLogin(domain.get(), uid, typed)
                : Optional.empty();
    }

    private boolean accepts(Domain domain, char separator) {
        return domain.attributes()
                        .first("domainUidSeparator")
                        .filter(s -> !s.isEmpty())
                        .orElse(separators)
                        .indexOf(separator)
                >= 0;
    }

    private static int last(String typed, String characters) {
        for (int i = typed.length() - 1; i >= 0; i--) {
            if (characters.indexOf(typed.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }
}
