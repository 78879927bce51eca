// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of one partition; each configuration of the factory makes one. */
@ObjectClassDefinition(
        name = "Tubepost files partition",
        description = "Keeps each message of the store as one file in hashed folders.")
@interface FilesPartitionSettings {

    @AttributeDefinition(description = "Name by which users are placed on this partition.")
    String partition_name();

    @AttributeDefinition(
            description =
                    "Folder of the partition's own figures; empty for data/partition/NAME in the"
                            + " home.")
    String directory() default "";

    @AttributeDefinition(
            description =
                    "Folder of the messages, which may be on another volume; empty for the folder"
                            + " messages in directory.")
    String messageDirectory() default "";

    @AttributeDefinition(
            description = "Messages are refused for now when the volume would have less room.")
    int reserveMegabytes() default 64;

    @AttributeDefinition(
            description = "Files that are forced to disk at the same time for one group commit.")
    int syncThreads() default 8;
}
