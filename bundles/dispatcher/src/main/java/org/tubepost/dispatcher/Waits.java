// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.time.Duration;

/**
 * How long the dispatcher waits.
 *
 * @param drain for the sessions of a protocol that goes
 * @param stop for all sessions when the dispatcher stops
 * @param bindRetry before a port is tried again
 */
record Waits(Duration drain, Duration stop, Duration bindRetry) {

    static Waits of(DispatcherSettings settings) {
        return new Waits(
                Duration.ofSeconds(settings.drainSeconds()),
                Duration.ofSeconds(settings.stopSeconds()),
                Duration.ofSeconds(settings.bindRetrySeconds()));
    }
}
