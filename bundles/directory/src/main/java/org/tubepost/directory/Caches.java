// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.observe.Reading;

/** Answers of the directory that are kept for a while, by what was asked. */
final class Caches {
    /** By canonical name. */
    final AnswerCache<Domain> domains;

    /** By address, the local part in lower case. */
    final AnswerCache<DirectoryEntry> addresses;

    /** By what was typed, in lower case. */
    final AnswerCache<Account> logins;

    /** By distinguished name in lower case. */
    final AnswerCache<DirectoryEntry> entries;

    /** By the distinguished name above entries, in lower case. */
    final AnswerCache<Domain> domainsOfUnits;

    /** Ids of groups that name a user, by the user's distinguished name in lower case. */
    final AnswerCache<Set<String>> memberships;

    /** By LDAP URL. */
    final AnswerCache<List<String>> urls;

    /** Begins empty. */
    Caches(DirectorySettings settings, Ticker ticker) {
        this.domains = new AnswerCache<>(settings, ticker);
        this.addresses = new AnswerCache<>(settings, ticker);
        this.logins = new AnswerCache<>(settings, ticker);
        this.entries = new AnswerCache<>(settings, ticker);
        this.domainsOfUnits = new AnswerCache<>(settings, ticker);
        this.memberships = new AnswerCache<>(settings, ticker);
        this.urls = new AnswerCache<>(settings, ticker);
    }

    /** Forgets everything. */
    void clear() {
        domains.clear();
        addresses.clear();
        logins.clear();
        entries.clear();
        domainsOfUnits.clear();
        memberships.clear();
        urls.clear();
    }

    /** Forgets one user, given as {@code uid@domain}. */
    void forgetUser(String id) {
        addresses.forget(entry -> isUser(entry, id));
        logins.forget(entry -> isUser(entry, id));
        entries.forget(entry -> isUser(entry, id));
    }

    private static boolean isUser(DirectoryEntry entry, String id) {
        return entry instanceof Account account
                && id.equals(account.uid() + "@" + account.domain());
    }

    /** How often they had the answer, and how many they keep. */
    List<Reading> readings() {
        return List.of(
                reading("domain", "hit", domains.hits()),
                reading("domain", "miss", domains.misses()),
                reading("address", "hit", addresses.hits()),
                reading("address", "miss", addresses.misses()),
                reading("login", "hit", logins.hits()),
                reading("login", "miss", logins.misses()),
                reading("entry", "hit", entries.hits()),
                reading("entry", "miss", entries.misses()),
                reading("membership", "hit", memberships.hits()),
                reading("membership", "miss", memberships.misses()),
                reading("url", "hit", urls.hits()),
                reading("url", "miss", urls.misses()),
                held("domain", domains.size()),
                held("address", addresses.size()),
                held("login", logins.size()),
                held("entry", entries.size()),
                held("membership", memberships.size()),
                held("url", urls.size()));
    }

    private static Reading held(String cache, long count) {
        return new Reading("directory_cached_answers", Map.of("cache", cache), count);
    }

    private static Reading reading(String cache, String result, long count) {
        return new Reading(
                "directory_lookups_total", Map.of("cache", cache, "result", result), count);
    }
}
