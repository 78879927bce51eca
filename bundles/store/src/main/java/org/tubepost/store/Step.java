// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.List;
import java.util.function.Supplier;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.Op;

/**
 * What is to be done, decided under the sequencer's lock.
 *
 * @param ops steps of one log record; none when there is nothing to change
 * @param result made under the same lock after the steps were applied
 * @param expiry messages go because of a rule of the administrator; it is told so
 * @param <T> what comes of it
 */
record Step<T>(List<Op> ops, Supplier<T> result, boolean expiry) {

    /** What somebody asked for. */
    Step(List<Op> ops, Supplier<T> result) {
        this(ops, result, false);
    }

    /** Nothing to change. */
    static <T> Step<T> none(T result) {
        return new Step<>(List.of(), () -> result);
    }

    /** Decides; may look at heads, must not block. */
    interface Decision<T> {
        Step<T> decide() throws StoreException;
    }
}
