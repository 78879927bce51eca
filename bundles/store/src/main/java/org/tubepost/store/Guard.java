// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.IndexDamagedException;

/**
 * The one door: a damaged index is said in the words of the API, and a change that was begun is
 * ended even if the thread is interrupted; it sees its interrupt afterwards.
 */
record Guard(Sequencer sequencer) {

    /** What is done behind the door. */
    interface Call<T> {
        T run() throws StoreException;
    }

    /** A {@link Call} without a result. */
    interface Work {
        void run() throws StoreException;
    }

    <T> T call(Call<T> call) throws StoreException {
        boolean interrupted = Thread.interrupted();
        try {
            return call.run();
        } catch (IndexDamagedException damaged) {
            throw sequencer.indexDamaged(damaged);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void run(Work work) throws StoreException {
        call(
                () -> {
                    work.run();
                    return true;
                });
    }
}
