// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Optional;
import java.util.Set;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.store.Partition;

/** Where partitions are leased: the service registry, seen with the eyes of the store. */
interface PartitionSource {

    /** Leases a partition by name; empty while it is away. */
    Optional<Lease<Partition>> lease(String name);

    /** Names of the partitions that are there. */
    Set<String> names();
}
