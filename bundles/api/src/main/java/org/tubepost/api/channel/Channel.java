// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.channel;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A channel program: takes a queued message to its next hop or into a mailbox. Register a service
 * with the property {@value #PROGRAM}; {@code etc/job_controller.cnf} says which channels it
 * serves.
 *
 * <p>The job controller leases the service for one call and calls it on a thread of the channel's
 * pool, from several threads at once. The call may block until the deadline of the delivery. The
 * channel touches neither queue nor schedule: it tells outcomes, the job controller settles them.
 *
 * <p>A delivery may be repeated after a crash, with the same entry and attempt. A channel that can
 * tell (because its target remembers them) delivers once; others may deliver twice only in that
 * case.
 */
@ConsumerType
public interface Channel {

    /** Service property: name of the program, {@code smtp-client}. */
    String PROGRAM = "channel.program";

    /**
     * Delivers.
     *
     * @return exactly one outcome for each recipient of {@link Delivery#envelope()}; a missing one
     *     counts as deferred
     * @throws IOException when nothing could be found out: all recipients are deferred, with the
     *     exception's text in the log
     * @throws InterruptedException when the job controller stops; all recipients are deferred
     */
    List<Outcome> deliver(Delivery delivery) throws IOException, InterruptedException;
}
