// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.message.MailAddress;

/**
 * The forms in which an address may be in the directory, the best first: as it is, without its
 * sub-address, as a catch-all; each under every name of its domain.
 */
final class AddressForms {
    private final List<List<String>> levels;

    private AddressForms(List<List<String>> levels) {
        this.levels = levels;
    }

    /** All forms. */
    static AddressForms of(MailAddress address, List<String> domains) {
        List<List<String>> levels = new ArrayList<>();
        String local = address.localPart();
        int plus = local.indexOf('+');
        levels.add(under(local, domains));
        if (plus > 0) {
            levels.add(under(local.substring(0, plus), domains));
        }
        levels.add(under("", domains));
        return new AddressForms(levels);
    }

    /** The address as it is, only. */
    static AddressForms exactly(MailAddress address, List<String> domains) {
        return new AddressForms(List.of(under(address.localPart(), domains)));
    }

    private static List<String> under(String local, List<String> domains) {
        return domains.stream().map(d -> local + "@" + d).toList();
    }

    List<String> all() {
        return levels.stream().flatMap(List::stream).toList();
    }

    /** How good a match an entry is: 0 is the best; the worst if it matched by something else. */
    int level(DirectoryRecord record, List<String> attributes) {
        for (int level = 0; level < levels.size(); level++) {
            for (String attribute : attributes) {
                if (holds(record.all(attribute), levels.get(level))) {
                    return level;
                }
            }
        }
        return levels.size();
    }

    private static boolean holds(List<String> values, List<String> forms) {
        return values.stream()
                .map(String::strip)
                .anyMatch(v -> forms.stream().anyMatch(v::equalsIgnoreCase));
    }
}
