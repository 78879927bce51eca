// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessIdentifier;

/**
 * Names of the identifiers that stand for somebody, kept for some of those who came last: whoever
 * works in folders of others is looked at again and again, and may be in many groups. They are
 * known by the object, which never changes and is the same as long as somebody is logged in; a new
 * login is a new one, with the groups of that moment. Thread-safe.
 */
final class Identifiers {

    /** More than log in at once where folders are shared; a power of two. */
    static final int KEPT = 1024;

    private final AtomicReferenceArray<Known> kept = new AtomicReferenceArray<>(KEPT);

    private record Known(Identity who, Set<String> names) {}

    /** As {@link AccessIdentifier#of(Identity)}; nobody may change it. */
    Set<String> of(Identity who) {
        int place = System.identityHashCode(who) & KEPT - 1;
        Known known = kept.get(place);
        if (known == null || known.who != who) {
            known = new Known(who, Set.copyOf(AccessIdentifier.of(who)));
            kept.set(place, known);
        }
        return known.names;
    }
}
