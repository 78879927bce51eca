// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tubepost.api.message.Summary;

/**
 * What a sealed content still needs to be committed.
 *
 * @param partition that it was written to; only there it needs no copy
 * @param stretches sequence numbers of the stretches that were written
 * @param tail last octets, not written yet
 * @param summary what the scanner found
 * @param taken true when it was committed
 */
record Sealing(
        SegmentPartition partition,
        long[] stretches,
        ByteBuffer tail,
        Summary summary,
        AtomicBoolean taken) {

    /** True once: stretches belong to one content; a second one needs a copy. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }
}
