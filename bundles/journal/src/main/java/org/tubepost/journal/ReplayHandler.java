// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;

/** Is shown the records of a journal in order of sequence number. */
public interface ReplayHandler {

    /** A good record. */
    void replay(JournalRecord record) throws IOException;

    /** A damaged region was stepped over, or a torn tail dropped. */
    default void damaged(DamageReport report) {}
}
