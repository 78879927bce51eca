// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Filters of one place in the order in which they count: those that allow, then those that deny,
 * each as written. Who matches none is let in, unless there are only filters that allow.
 */
final class Filters {
    /** No filter: everybody is let in. */
    static final Filters NONE = new Filters(List.of());

    /** Instead of filters that cannot be understood: nobody is let in. */
    static final Filters CLOSED =
            new Filters(
                    List.of(new Filter(true, Set.of(), new ClientPattern.Nobody(), "broken", 0)));

    private final List<Filter> allowing;
    private final List<Filter> denying;

    /**
     * A decision.
     *
     * @param granted access is granted
     * @param by the filter that decided; empty if none matched
     */
    record Decision(boolean granted, Optional<Filter> by) {

        /** Why, for administrators. */
        String reason() {
            return by.map(f -> (f.allows() ? "allowed by '" : "denied by '") + f.text() + "'")
                    .orElse(
                            granted
                                    ? "allowed, no filter matches"
                                    : "denied, none of the filters that allow matches");
        }
    }

    Filters(List<Filter> filters) {
        this.allowing = filters.stream().filter(Filter::allows).toList();
        this.denying = filters.stream().filter(f -> !f.allows()).toList();
    }

    boolean isEmpty() {
        return allowing.isEmpty() && denying.isEmpty();
    }

    /**
     * Decides.
     *
     * @param services names that the session goes by
     */
    Decision decide(Set<String> services, ClientFacts client) throws NameUndecidedException {
        for (List<Filter> some : List.of(allowing, denying)) {
            for (Filter filter : some) {
                if (filter.concerns(services) && filter.clients().matches(client)) {
                    return new Decision(filter.allows(), Optional.of(filter));
                }
            }
        }
        return new Decision(allowing.isEmpty() || !denying.isEmpty(), Optional.empty());
    }
}
