// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A record as replay shows it; good for the call only. */
public interface JournalRecord {

    /** Type, as the owner gave it. */
    byte type();

    /** Sequence number of this record. */
    long lsn();

    /** Sequence number of the record that this one is a relocated copy of; else its own. */
    long original();

    /** Where the payload is. */
    Extent extent();

    /**
     * Reads the payload and checks it.
     *
     * @throws DamagedRecordException if it does not match its checksum
     */
    ByteBuffer payload() throws IOException;
}
