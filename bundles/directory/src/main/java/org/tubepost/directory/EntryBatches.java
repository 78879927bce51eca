// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/**
 * Reads many entries by name with few searches. LDAP has no search for several names, so the
 * children of one parent are searched by the attribute of their names. That is quick where the
 * server keeps an index, as it has to for {@code uid}; entries with other names are not read.
 */
final class EntryBatches {
    /** Entries that one search asks for. */
    static final int MOST = 100;

    private static final String INDEXED = "uid";

    private final Sources sources;

    EntryBatches(Sources sources) {
        this.sources = sources;
    }

    /**
     * Entries that were found, by {@link DistinguishedName#key}. One that is missing may still
     * exist, under a name that is written in another way.
     *
     * @param dns names, at most {@link #MOST}
     */
    Map<String, DirectoryRecord> records(List<String> dns) throws DirectoryUnavailableException {
        Map<String, StringBuilder> filters = new LinkedHashMap<>();
        for (String dn : dns) {
            String condition = condition(dn);
            if (!condition.isEmpty()) {
                filters.computeIfAbsent(
                                DistinguishedName.parent(dn).toLowerCase(Locale.ROOT),
                                parent -> new StringBuilder())
                        .append(condition);
            }
        }
        Map<String, DirectoryRecord> found = new HashMap<>();
        for (Map.Entry<String, StringBuilder> filter : filters.entrySet()) {
            sources.search(filter.getKey(), Scope.ONE_LEVEL, "(|" + filter.getValue() + ")", 0)
                    .forEach(record -> found.put(DistinguishedName.key(record.dn()), record));
        }
        return found;
    }

    /** What the attribute of the name must be; empty for a name that is not searched for. */
    private static String condition(String dn) {
        try {
            LdapName name = new LdapName(dn);
            Rdn own = name.size() < 2 ? null : name.getRdn(name.size() - 1);
            return own != null
                            && own.size() == 1
                            && own.getType().equalsIgnoreCase(INDEXED)
                            && own.getValue() instanceof String value
                    ? "(" + own.getType() + "=" + SearchRequest.escape(value) + ")"
                    : "";
        } catch (InvalidNameException malformed) {
            return "";
        }
    }
}
