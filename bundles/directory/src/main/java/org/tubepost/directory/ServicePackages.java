// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.SearchRequest.Scope;

/**
 * Service packages: templates below {@code o=cosTemplates} that give their values to the users
 * whose {@code inetCOS} names them (reference page directory-schema, section 5.4). Values of the
 * user's own entry win; of several packages the first one that has the attribute. They are resolved
 * here, so that a directory without classes of service will do; all templates are kept as one
 * answer.
 */
final class ServicePackages {
    private static final Logger LOG = LoggerFactory.getLogger(ServicePackages.class);

    /** Attributes that a package may give. */
    static final List<String> ATTRIBUTES =
            List.of("mailAllowedServiceAccess", "mailMsgMaxBlocks", "mailQuota", "mailMsgQuota");

    /** The attribute that names packages. */
    static final String NAMES = "inetCOS";

    private static final String CLASS = "costemplate";
    // The second class is named because some servers hide such entries from others.
    private static final String TEMPLATES =
            "(|(objectClass=" + CLASS + ")(objectClass=LDAPsubentry))";

    private final Sources sources;
    private final String baseDn;
    private final AnswerCache<Map<String, DirectoryRecord>> cache;

    ServicePackages(Sources sources, DirectorySettings settings, Ticker ticker) {
        this.sources = sources;
        this.baseDn = settings.baseDn();
        this.cache = new AnswerCache<>(settings, ticker);
    }

    /** The entry above all templates. */
    String top() {
        return "o=cosTemplates," + baseDn;
    }

    /** The entry above the templates for users. */
    String unit() {
        return "o=mailuser," + top();
    }

    /** All templates by their names in lower case. */
    Map<String, DirectoryRecord> all() throws DirectoryUnavailableException {
        return cache.get("", key -> Optional.of(read())).orElse(Map.of());
    }

    private Map<String, DirectoryRecord> read() throws DirectoryUnavailableException {
        Map<String, DirectoryRecord> templates = new TreeMap<>();
        for (DirectoryRecord found : sources.search(top(), Scope.SUBTREE, TEMPLATES, 0)) {
            if (found.isA(CLASS)) {
                found.first("cn").ifPresent(n -> templates.put(n.toLowerCase(Locale.ROOT), found));
            }
        }
        return templates;
    }

    void forget() {
        cache.clear();
    }

    /** The entry with what its packages add. */
    DirectoryRecord applied(DirectoryRecord entry) throws DirectoryUnavailableException {
        List<String> names = entry.all(NAMES);
        if (names.isEmpty()) {
            return entry;
        }
        Map<String, List<String>> values = new HashMap<>(entry.values());
        for (String name : names) {
            DirectoryRecord template = all().get(name.toLowerCase(Locale.ROOT));
            if (template == null) {
                LOG.warn("{} has the service package {}, which does not exist", entry.dn(), name);
                continue;
            }
            for (String attribute : ATTRIBUTES) {
                if (!template.all(attribute).isEmpty()) {
                    values.putIfAbsent(attribute.toLowerCase(Locale.ROOT), template.all(attribute));
                }
            }
        }
        return new DirectoryRecord(entry.dn(), values);
    }
}
