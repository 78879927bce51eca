// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.tubepost.api.store.Partition;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** A real partition without a container. */
public final class Segments {
    private Segments() {}

    /** Opens and registers the default partition; gives what closes it. */
    public static AutoCloseable open(SmallFramework framework, Path directory) throws IOException {
        SegmentPartitionComponent partition =
                new SegmentPartitionComponent(
                        ComponentSettings.of(
                                SegmentPartitionSettings.class,
                                Map.of(
                                        "partition_name",
                                        "primary",
                                        "directory",
                                        directory.toString())));
        framework.register(Partition.class, partition, Map.of(Partition.NAME, "primary"));
        return partition::deactivate;
    }
}
