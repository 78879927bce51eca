// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.function.Supplier;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.Route;

/**
 * Counts for each thread how deep rewriting is asked while it answers: a mapping table or routine
 * that a rule asks may belong to a bundle that asks rewriting again. Beyond {@value #MOST} it is a
 * circle, and all that take part in it refuse for now; so rules that ask on after a refusal cannot
 * prolong it.
 */
final class Nesting {
    private static final int MOST = 20;
    private static final Reply CIRCLE =
            Reply.of(451, "4.3.5", "rewrite rules and what they ask form a circle");

    private final ThreadLocal<Level> levels = ThreadLocal.withInitial(Level::new);

    /** Where a thread is. */
    private static final class Level {
        private int depth;
        private boolean circle;
    }

    /** The route that the rules find, unless they are in a circle. */
    Route within(MailAddress address, Trace trace, Supplier<Route> rules) {
        Level level = levels.get();
        if (level.depth >= MOST && !level.circle) {
            level.circle = true;
            trace.add(
                    "rewrite",
                    address.toString(),
                    "rules, and the tables and routines that they ask, ask rewriting again more"
                            + " than "
                            + MOST
                            + " deep");
        }
        if (level.circle) {
            return new Route.Refused(CIRCLE);
        }
        level.depth++;
        try {
            Route route = rules.get();
            return level.circle ? new Route.Refused(CIRCLE) : route;
        } finally {
            level.depth--;
            if (level.depth == 0) {
                levels.remove();
            }
        }
    }
}
