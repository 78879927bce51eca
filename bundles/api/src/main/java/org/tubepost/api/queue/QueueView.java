// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;

/** The queue as administrators and the schedule see it; {@link QueueAdministration} steers it. */
@ProviderType
public interface QueueView {

    /** All entries by ascending number; a stream that does not hold the queue up. */
    Stream<QueueEntry> entries();

    /** One entry. */
    Optional<QueueEntry> entry(long number);

    /** Envelope of an entry, narrowed to its recipients. */
    Optional<Envelope> envelope(long number) throws IOException;

    /** Content of an entry; the caller closes it. */
    Optional<Content> content(long number) throws IOException;

    /** What happened to an entry so far, oldest first, one line each. */
    List<String> history(long number) throws IOException;

    /**
     * Makes a ready entry due at another time; durable when the call returns.
     *
     * @return false if the entry is gone or being delivered
     */
    boolean reschedule(long number, Instant due) throws IOException;
}
