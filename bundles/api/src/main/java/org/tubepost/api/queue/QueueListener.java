// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told that an entry deserves a look: it is new, released, given back or rescheduled. Registered as
 * a service. Called on threads of the queue; must return at once.
 */
@ConsumerType
public interface QueueListener {

    /** Look at this entry again. */
    void changed(QueueEntry entry);
}
