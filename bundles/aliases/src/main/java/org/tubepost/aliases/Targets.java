// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.directory.Account;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.AliasSource.Target;

/** What an expansion has found, each recipient once, in the order in which they were found. */
final class Targets {
    private final Map<String, Target> found = new LinkedHashMap<>();
    private final Set<String> reached = new HashSet<>();

    void mailbox(MailAddress owner, String partition) {
        found.putIfAbsent("mailbox " + owner, new Target.Mailbox(owner, partition));
    }

    void elsewhere(MailAddress address) {
        found.putIfAbsent(AddressKeys.of(address), new Target.Elsewhere(address));
    }

    void held(MailAddress address) {
        found.putIfAbsent("held " + address, new Target.Held(address));
    }

    /** Another host of the site takes the mail. */
    void routed(MailAddress address, String host) {
        found.putIfAbsent(
                "routed " + AddressKeys.of(address) + " " + host, new Target.Routed(address, host));
    }

    /** A channel that does something for a user, once for each destination. */
    void service(Target.Service service) {
        String key = service.channel() + " " + service.destination() + " " + service.address();
        found.putIfAbsent(key, service);
    }

    void add(Target target) {
        if (target instanceof Target.Mailbox mailbox) {
            mailbox(mailbox.owner(), mailbox.partition());
        } else if (target instanceof Target.Held held) {
            held(held.address());
        } else if (target instanceof Target.Service service) {
            service(service);
        } else if (target instanceof Target.Routed routed) {
            routed(routed.address(), routed.host());
        } else if (target instanceof Target.Elsewhere elsewhere) {
            elsewhere(elsewhere.address());
        }
    }

    /** The account's addresses need not be followed any more. */
    void reached(Account account) {
        reached.add(AddressKeys.of(account.mail()));
        account.alternateAddresses().forEach(a -> reached.add(AddressKeys.of(a)));
    }

    int count() {
        return found.size();
    }

    List<Target> list() {
        reached.forEach(found::remove);
        return List.copyOf(found.values());
    }
}
