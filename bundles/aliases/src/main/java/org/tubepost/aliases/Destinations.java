// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.MailAddress;

/**
 * Where mail goes, as a list or a moderator names it.
 *
 * @param addresses in the order in which they are written
 * @param urls {@code ldap:///} URLs that can be read
 */
record Destinations(List<MailAddress> addresses, List<String> urls) {

    Destinations {
        addresses = List.copyOf(addresses);
        urls = List.copyOf(urls);
    }

    /**
     * Reads values.
     *
     * @param wrong told about each value that is neither address nor URL; it is left out
     */
    static Destinations of(List<String> values, Consumer<String> wrong) {
        List<MailAddress> addresses = new ArrayList<>();
        List<String> urls = new ArrayList<>();
        for (String value : values) {
            String text = AddressKeys.unquoted(value);
            if (AddressKeys.isUrl(text)) {
                try {
                    SearchRequest.ofUrl(text);
                    urls.add(text);
                } catch (IllegalArgumentException malformed) {
                    wrong.accept(malformed.getMessage());
                }
            } else {
                AddressKeys.read(text)
                        .ifPresentOrElse(
                                addresses::add, () -> wrong.accept("'" + text + "' is no address"));
            }
        }
        return new Destinations(addresses, urls);
    }

    boolean isEmpty() {
        return addresses.isEmpty() && urls.isEmpty();
    }

    /** All addresses, those that the directory yields for the URLs last. */
    List<MailAddress> resolved(Question question) throws DirectoryUnavailableException {
        if (urls.isEmpty()) {
            return addresses;
        }
        List<MailAddress> all = new ArrayList<>(addresses);
        for (String url : urls) {
            List<String> values = question.directory().values(url);
            question.explain(url, values.size() + " values", "");
            boolean entries = SearchRequest.ofUrl(url).attributes().isEmpty();
            for (String value : values) {
                if (entries) {
                    question.directory().byDn(value).map(DirectoryEntry::mail).ifPresent(all::add);
                } else {
                    AddressKeys.read(value).ifPresent(all::add);
                }
            }
        }
        return all;
    }
}
