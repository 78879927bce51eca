// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.MailAddress;

/**
 * Whether a sender is one of those that a {@link SenderSet} names, directly or through aliases,
 * groups and directory URLs, nested. What is cheap is compared first; each name, URL and entry is
 * asked once, without recursion, so that circles end. One object for one question.
 */
final class Membership {
    private final Question question;
    private final Poster poster;
    private final Set<String> seen = new HashSet<>();
    private final Deque<MailAddress> names = new ArrayDeque<>();
    private final Deque<String> urls = new ArrayDeque<>();
    private final Deque<Group> groups = new ArrayDeque<>();

    private Membership(Question question, Poster poster) {
        this.question = question;
        this.poster = poster;
    }

    static boolean of(Question question, Poster poster, SenderSet set)
            throws DirectoryUnavailableException {
        if (poster.key().isEmpty() || set.isEmpty()) {
            return false;
        }
        return set.matches(poster.key().get()) || new Membership(question, poster).search(set);
    }

    private boolean search(SenderSet set) throws DirectoryUnavailableException {
        if (literally(set)) {
            return true;
        }
        add(set);
        while (true) {
            boolean found;
            if (!names.isEmpty()) {
                found = name(names.remove());
            } else if (!groups.isEmpty()) {
                found = group(groups.remove());
            } else if (!urls.isEmpty()) {
                found = url(urls.remove());
            } else {
                return false;
            }
            if (found) {
                return true;
            }
        }
    }

    private boolean literally(SenderSet set) throws DirectoryUnavailableException {
        for (String key : poster.keys(question)) {
            if (set.matches(key)) {
                return true;
            }
        }
        return false;
    }

    private void add(SenderSet set) {
        set.names().stream().filter(n -> seen.add(AddressKeys.of(n))).forEach(names::add);
        set.urls().stream().filter(seen::add).forEach(urls::add);
    }

    /** A name: an alias, or a user or group. */
    private boolean name(MailAddress name) throws DirectoryUnavailableException {
        MailAddress address = question.qualified(name);
        Optional<AliasTable.Match> alias = question.alias(address);
        if (alias.isPresent()) {
            SenderSet members = alias.get().alias().members();
            if (literally(members)) {
                return true;
            }
            add(members);
            return false;
        }
        Optional<DirectoryEntry> entry = question.directory().find(address);
        return entry.isPresent() && entry(entry.get());
    }

    private boolean entry(DirectoryEntry entry) throws DirectoryUnavailableException {
        if (entry instanceof Group group) {
            if (seen.add(AddressKeys.ofDn(group.dn()))) {
                groups.add(group);
            }
            return false;
        }
        return isPoster(entry.dn());
    }

    private boolean isPoster(String dn) throws DirectoryUnavailableException {
        Optional<Account> account = poster.account(question);
        return account.isPresent()
                && AddressKeys.ofDn(account.get().dn()).equals(AddressKeys.ofDn(dn));
    }

    private boolean group(Group group) throws DirectoryUnavailableException {
        List<String> keys = poster.keys(question);
        if (group.memberAddresses().stream().map(AddressKeys::of).anyMatch(keys::contains)
                || member(group.memberDns())) {
            return true;
        }
        GroupAttributes.memberUrls(group).stream().filter(seen::add).forEach(urls::add);
        nested(group.memberDns());
        return false;
    }

    private boolean member(List<String> dns) throws DirectoryUnavailableException {
        Optional<Account> account = poster.account(question);
        if (account.isEmpty()) {
            return false;
        }
        String own = AddressKeys.ofDn(account.get().dn());
        return dns.stream().anyMatch(dn -> AddressKeys.ofDn(dn).equals(own));
    }

    /** Groups among members; only they can lead further. */
    private void nested(List<String> dns) throws DirectoryUnavailableException {
        List<String> unseen =
                dns.stream().filter(dn -> !seen.contains(AddressKeys.ofDn(dn))).toList();
        question.members(
                unseen,
                (dn, member) -> {
                    if (member.isPresent() && member.get() instanceof Group group) {
                        entry(group);
                    }
                });
    }

    /** Addresses, or entries when the URL names no attribute. */
    private boolean url(String url) throws DirectoryUnavailableException {
        List<String> values = question.directory().values(url);
        if (SearchRequest.ofUrl(url).attributes().isEmpty()) {
            if (member(values)) {
                return true;
            }
            nested(values);
            return false;
        }
        SenderSet found = SenderSet.of(values, noAddress -> {});
        return literally(new SenderSet(found.addresses(), List.of(), List.of(), List.of()));
    }
}
