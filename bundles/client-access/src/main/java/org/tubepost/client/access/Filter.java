// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.util.Collections;
import java.util.Set;

/**
 * One client access filter.
 *
 * @param allows lets in; else keeps out
 * @param services lower case; empty for all
 * @param clients whom it is about
 * @param text as written
 * @param index where it begins in the text of all, from 0
 */
record Filter(boolean allows, Set<String> services, ClientPattern clients, String text, int index) {

    /** Copies the set. */
    Filter {
        services = Set.copyOf(services);
    }

    /** True if a session that goes by these names is concerned. */
    boolean concerns(Set<String> names) {
        return services.isEmpty() || !Collections.disjoint(services, names);
    }
}
