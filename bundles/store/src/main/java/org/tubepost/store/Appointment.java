// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Duration;
import java.time.Instant;

/**
 * When something that is done now and then is due again. A clock that is set back, by however much,
 * puts it off for no longer than the pause that was agreed. For one thread.
 */
final class Appointment {
    private Instant last = Instant.MIN;
    private Duration pause = Duration.ZERO;

    /** At the beginning something is due. */
    boolean isDue(Instant now) {
        return now.isBefore(last) || !now.isBefore(last.plus(pause));
    }

    /** It is done now, and again after a pause. */
    void next(Instant now, Duration pauseUntilThen) {
        last = now;
        pause = pauseUntilThen;
    }
}
