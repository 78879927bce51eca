// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.stream.Collectors;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;

/** Expansions in the words of a trace. */
final class ExpansionWords {
    private ExpansionWords() {}

    static String of(Expansion.Expanded expanded) {
        String targets =
                expanded.targets().stream()
                        .map(ExpansionWords::of)
                        .collect(Collectors.joining(", "));
        return expanded.list().map(l -> "list " + l.name() + ": " + targets).orElse(targets);
    }

    private static String of(Target target) {
        if (target instanceof Target.Mailbox mailbox) {
            return "mailbox " + mailbox.owner();
        }
        if (target instanceof Target.Service service) {
            return "channel " + service.channel() + " for " + service.address();
        }
        if (target instanceof Target.Routed routed) {
            return routed.address() + " by " + routed.host();
        }
        return target instanceof Target.Held held
                ? "on hold " + held.address()
                : ((Target.Elsewhere) target).address().toString();
    }
}
