// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.tubepost.api.store.Partition;
import org.tubepost.testkit.ComponentSettings;

/** A real partition without a container. */
public final class Segments {
    private Segments() {}

    /** Opens and registers the default partition; gives what closes it. */
    public static AutoCloseable open(BundleContext context, Path directory) throws IOException {
        SegmentPartitionComponent partition =
                new SegmentPartitionComponent(
                        ComponentSettings.of(
                                SegmentPartitionSettings.class,
                                Map.of(
                                        "partition_name",
                                        "primary",
                                        "directory",
                                        directory.toString())));
        context.registerService(
                Partition.class, partition, new Hashtable<>(Map.of(Partition.NAME, "primary")));
        return partition::deactivate;
    }
}
