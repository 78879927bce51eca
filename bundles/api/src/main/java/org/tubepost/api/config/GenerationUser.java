// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A room that compiles something from the configuration, registered as a service. The configuration
 * is published in two phases: all users prepare; if none finds an error, all are told to switch.
 */
@ConsumerType
public interface GenerationUser {

    /**
     * Compiles what this room needs from a candidate and keeps it aside. Must not change what is in
     * force. Also called, followed by {@link #activate}, for a user that appears later.
     *
     * @return what is wrong; an error refuses the candidate
     */
    List<Problem> prepare(Generation candidate);

    /**
     * Puts a prepared generation in force. Must not fail; effects outside (ports) are reported by
     * log.
     */
    void activate(Generation generation);
}
