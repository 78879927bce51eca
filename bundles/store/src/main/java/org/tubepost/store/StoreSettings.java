// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the message store. */
@ObjectClassDefinition(
        name = "Tubepost message store",
        description = "Where mailboxes are kept, and what a new user gets.")
@interface StoreSettings {

    @AttributeDefinition(
            description = "Folder of the log and its index; empty for data/store in the home.")
    String directory() default "";

    @AttributeDefinition(description = "Partition of users whose entry names none.")
    String defaultPartition() default "primary";

    @AttributeDefinition(
            description = "Folders that every user gets besides INBOX, as NAME=SPECIAL-USE.")
    String[] specialFolders() default {
        "Drafts=\\Drafts", "Sent=\\Sent", "Trash=\\Trash", "Junk=\\Junk", "Archive=\\Archive"
    };

    @AttributeDefinition(
            description = "How long a request waits for a partition that is being replaced.")
    int partitionWaitSeconds() default 20;

    @AttributeDefinition(
            description = "How long the stop of a partition waits for requests that are using it.")
    int partitionDrainSeconds() default 10;

    @AttributeDefinition(
            description =
                    "Time between checkpoints: what a start after a crash has to replay, and how"
                            + " soon the room of expunged messages is given back.")
    int checkpointSeconds() default 30;

    @AttributeDefinition(description = "Memory for mailboxes that nobody has open.")
    int memoryMegabytes() default 64;

    @AttributeDefinition(description = "Memory for pages of the derived index.")
    int indexCacheMegabytes() default 32;

    @AttributeDefinition(
            description = "Size of the log from which on old history is replaced by images.")
    int logMegabytes() default 256;

    @AttributeDefinition(description = "Size of one file of the log.")
    int segmentMegabytes() default 32;

    @AttributeDefinition(
            description =
                    "Folder of the log's second copy, best on another volume; empty for log-copy"
                            + " beside the log, none for no copy.")
    String logCopyDirectory() default "";

    @AttributeDefinition(description = "Hours between snapshots of the derived index; 0 for none.")
    int snapshotHours() default 24;

    @AttributeDefinition(description = "How many snapshots are kept.")
    int snapshotsKept() default 3;
}
