// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the search index. */
@ObjectClassDefinition(
        name = "Tubepost search index",
        description = "Where the index of words is, and what it may use.")
@interface SearchSettings {

    @AttributeDefinition(
            description = "Folder of the index; empty for data/search in the home.",
            required = false)
    String directory() default "";

    @AttributeDefinition(
            description =
                    "Number of indexes over which owners are spread; a change has all made again.")
    int groups() default 4;

    @AttributeDefinition(description = "Memory for what was not written yet, of all indexes.")
    int bufferMegabytes() default 64;

    @AttributeDefinition(
            description =
                    "Size on disk beyond which no messages are added; searches read those. 0 for no"
                            + " limit.")
    int maxDiskMegabytes() default 51_200;

    @AttributeDefinition(
            description = "Room that the volume keeps: with less, no messages are added.")
    int minFreeDiskMegabytes() default 1024;

    @AttributeDefinition(
            description =
                    "Characters taken of a message's header, and of its body. Searches read what is"
                            + " longer.")
    int maxCharactersPerMessage() default 1_000_000;

    @AttributeDefinition(description = "Share of one processor that keeping up may take.")
    int processorPercent() default 50;

    @AttributeDefinition(
            description = "The same while the processors are busy, with whatever it is.")
    int busyProcessorPercent() default 10;

    @AttributeDefinition(
            description = "How long after a change a mailbox is looked at, in milliseconds.")
    int delayMilliseconds() default 300;

    @AttributeDefinition(
            description = "How long after an expunge what is gone leaves the index, in seconds.")
    int sweepSeconds() default 600;

    @AttributeDefinition(
            description =
                    "Time between writes to disk: what a start after a crash has to read again.")
    int commitSeconds() default 60;
}
