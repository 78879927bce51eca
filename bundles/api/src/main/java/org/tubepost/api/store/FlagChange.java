// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * A change of flags.
 *
 * @param action what to do
 * @param flags with which flags
 */
public record FlagChange(Action action, Flags flags) {

    /** What to do. */
    public enum Action {
        /** Exactly these. */
        REPLACE,
        /** These too. */
        ADD,
        /** Not these. */
        REMOVE
    }

    /** Flags of a message after the change. */
    public Flags applyTo(Flags before) {
        return switch (action) {
            case REPLACE -> flags;
            case ADD -> before.plus(flags);
            case REMOVE -> before.minus(flags);
        };
    }
}
