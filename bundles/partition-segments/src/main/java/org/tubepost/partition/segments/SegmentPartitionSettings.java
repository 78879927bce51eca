// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of one partition; each configuration of the factory makes one. */
@ObjectClassDefinition(
        name = "Tubepost segments partition",
        description = "Keeps messages of the store as extents of a journal on one volume.")
@interface SegmentPartitionSettings {

    @AttributeDefinition(description = "Name by which users are placed on this partition.")
    String partition_name();

    @AttributeDefinition(
            description = "Folder on the volume; empty for data/partition/NAME in the home.")
    String directory() default "";

    @AttributeDefinition(description = "Size of one file.")
    int segmentMegabytes() default 64;

    @AttributeDefinition(description = "Time between checkpoints and looks for files to reclaim.")
    int upkeepSeconds() default 30;
}
