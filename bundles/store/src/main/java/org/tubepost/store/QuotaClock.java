// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;

/**
 * What is remembered of an owner's quotas, durably: since when a root is full, when the owner was
 * warned last, and whether it has refused a message since.
 */
final class QuotaClock {
    private static final String SINCE = "since/";
    private static final Property WARNED = property("warned");
    private static final Property REFUSED = property("refused");

    private QuotaClock() {}

    private static Property property(String name) {
        return new Property("", Property.Kind.QUOTA, name);
    }

    /** Seconds since 1970 when a root's grace period began; null if it did not. */
    static Long since(OwnerState owner, String root) {
        return number(owner, property(SINCE + root));
    }

    static void set(Draft draft, String owner, String root, long seconds) {
        draft.property(owner, property(SINCE + root), Long.toString(seconds));
    }

    static void clear(Draft draft, String owner, String root) {
        draft.property(owner, property(SINCE + root), "");
    }

    /** When the owner was warned last; null if never. */
    static Long warned(OwnerState owner) {
        return number(owner, WARNED);
    }

    static void warned(Draft draft, String owner, long seconds) {
        draft.property(owner, WARNED, Long.toString(seconds));
    }

    /** True when the full mailbox had to refuse a message, and whoever wants to know was told. */
    static boolean refused(OwnerState owner) {
        return number(owner, REFUSED) != null;
    }

    static void refused(Draft draft, String owner, boolean over) {
        draft.property(owner, REFUSED, over ? Long.toString(draft.now()) : "");
    }

    /** True when a clock runs or a message was refused. */
    static boolean hasSomething(OwnerState owner) {
        return owner != null
                && owner.properties().keySet().stream()
                        .anyMatch(p -> p.kind() == Property.Kind.QUOTA && !p.equals(WARNED));
    }

    private static Long number(OwnerState owner, Property property) {
        String value = owner == null ? null : owner.properties().get(property);
        return value == null ? null : Long.valueOf(value);
    }
}
