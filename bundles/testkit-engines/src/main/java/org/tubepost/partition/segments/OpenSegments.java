// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.tubepost.api.store.Partition;
import org.tubepost.testkit.ComponentSettings;

/**
 * A real partition as the container opens it, without a container.
 *
 * @param partition opened
 * @param closing closes it
 */
public record OpenSegments(Partition partition, AutoCloseable closing) {

    /** Opens one in a folder. */
    public static OpenSegments in(Path directory, String name) throws IOException {
        SegmentPartitionComponent partition =
                new SegmentPartitionComponent(
                        ComponentSettings.of(
                                SegmentPartitionSettings.class,
                                Map.of("partition_name", name, "directory", directory.toString())));
        return new OpenSegments(partition, partition::deactivate);
    }
}
