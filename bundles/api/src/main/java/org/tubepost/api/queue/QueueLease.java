// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;

/**
 * An entry taken for delivery: nobody else gets it until the lease is settled or closed. Leases do
 * not survive the process; after a crash the entry is ready again with the same attempt number.
 */
@ProviderType
public interface QueueLease extends AutoCloseable {

    /** The entry as it was leased. */
    QueueEntry entry();

    /** The envelope, narrowed to the recipients of the entry. */
    Envelope envelope();

    /** The message; valid until the lease is closed. */
    Content content();

    /** Gives the entry back unchanged unless it was settled; idempotent. */
    @Override
    void close();
}
