// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.nio.file.Path;
import java.util.Map;
import org.tubepost.testkit.ComponentSettings;

/** Settings of a partition that is tested. */
final class Settings {
    private Settings() {}

    static FilesPartitionSettings of(Path directory) {
        return of(directory, "");
    }

    static FilesPartitionSettings of(Path directory, String messages) {
        return ComponentSettings.of(
                FilesPartitionSettings.class,
                Map.of(
                        "partition_name",
                        "tested",
                        "directory",
                        directory.toString(),
                        "messageDirectory",
                        messages));
    }
}
