// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.store.Partition;

/**
 * Has each partition, before it is leased for the first time, go on behind the numbers that
 * messages have: one that lost files must not give them again, not even to whoever leases it in the
 * moment in which it comes. What it has already when it is seen for the first time is remembered
 * before anything is put beside it. As long as that cannot be found out it is away. Two who lease
 * it first at once both look, which changes nothing.
 */
final class AdvancedPartitions implements PartitionSource {
    private static final Logger LOG = LoggerFactory.getLogger(AdvancedPartitions.class);

    private final PartitionSource source;
    private final Sequencer sequencer;
    private final Catalogue catalogue;
    private final Floors floors;
    private final Set<Partition> known =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Partitions of a source; the catalogue knows the numbers, under the sequencer's lock. */
    AdvancedPartitions(
            PartitionSource source, Sequencer sequencer, Catalogue catalogue, Floors floors) {
        this.source = source;
        this.sequencer = sequencer;
        this.catalogue = catalogue;
        this.floors = floors;
    }

    @Override
    public Optional<Lease<Partition>> lease(String name) {
        return source.lease(name).filter(held -> isKnown(name, held));
    }

    /** False, and the lease is over, if it is not known which numbers the partition has given. */
    private boolean isKnown(String name, Lease<Partition> lease) {
        if (known.contains(lease.service())) {
            return true;
        }
        try {
            floors.of(name, lease.service().nextNumber());
            advance(name, lease.service());
            known.add(lease.service());
            return true;
        } catch (IOException | RuntimeException failed) {
            lease.close();
            LOG.error("It is not known which numbers partition {} has given", name, failed);
            return false;
        }
    }

    private void advance(String name, Partition partition) throws IOException {
        long used = sequencer.locked(catalogue::lastNumbers).getOrDefault(name, 0L);
        if (partition.nextNumber() <= used) {
            LOG.error(
                    "Partition {} goes on with number {}, but messages have contents up to {}:"
                            + " files of it are gone",
                    name,
                    partition.nextNumber(),
                    used);
            partition.advance(used + 1);
        }
    }

    @Override
    public Set<String> names() {
        return source.names();
    }
}
