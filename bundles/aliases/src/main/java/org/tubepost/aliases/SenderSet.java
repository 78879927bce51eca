// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.MailAddress;

/**
 * Addresses that a list or a group names in {@code AUTH_LIST}, {@code mgrpAllowedBroadcaster} and
 * their like. Plain addresses and patterns are compared at once; names of lists, groups and
 * directory URLs are asked when nothing else matches.
 *
 * @param addresses keys of plain addresses
 * @param patterns addresses with {@code *}
 * @param names names of aliases, groups or users: values without a domain, and {@code mailto:} URLs
 * @param urls {@code ldap:///} URLs
 */
record SenderSet(
        Set<String> addresses, List<Glob> patterns, List<MailAddress> names, List<String> urls) {

    SenderSet {
        addresses = Set.copyOf(addresses);
        patterns = List.copyOf(patterns);
        names = List.copyOf(names);
        urls = List.copyOf(urls);
    }

    /**
     * Reads values.
     *
     * @param wrong told about each value that is nothing of all that
     */
    static SenderSet of(List<String> values, Consumer<String> wrong) {
        Reader reader = new Reader(wrong);
        values.stream().map(AddressKeys::unquoted).forEach(reader::read);
        return new SenderSet(reader.addresses, reader.patterns, reader.names, reader.urls);
    }

    boolean isEmpty() {
        return addresses.isEmpty() && patterns.isEmpty() && names.isEmpty() && urls.isEmpty();
    }

    boolean matches(String key) {
        return addresses.contains(key) || patterns.stream().anyMatch(p -> p.matches(key));
    }

    private static final class Reader {
        private final Consumer<String> wrong;
        private final Set<String> addresses = new HashSet<>();
        private final List<Glob> patterns = new ArrayList<>();
        private final List<MailAddress> names = new ArrayList<>();
        private final List<String> urls = new ArrayList<>();

        Reader(Consumer<String> wrong) {
            this.wrong = wrong;
        }

        void read(String value) {
            if (AddressKeys.isUrl(value)) {
                url(value);
            } else if (value.indexOf('*') >= 0) {
                patterns.add(new Glob(value));
            } else {
                AddressKeys.read(value)
                        .ifPresentOrElse(
                                a -> address(a, AddressKeys.isMailto(value)),
                                () -> wrong.accept("'" + value + "' is no address"));
            }
        }

        private void url(String value) {
            try {
                SearchRequest.ofUrl(value);
                urls.add(value);
            } catch (IllegalArgumentException malformed) {
                wrong.accept(malformed.getMessage());
            }
        }

        private void address(MailAddress address, boolean mailto) {
            addresses.add(AddressKeys.of(address));
            if (mailto || address.isUnqualified()) {
                names.add(address);
            }
        }
    }
}
