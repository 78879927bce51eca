// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the queue. */
@ObjectClassDefinition(
        name = "Tubepost queue",
        description = "Where queued messages are kept and how many.")
@interface QueueSettings {

    @AttributeDefinition(description = "Folder of the journal; empty for data/queue in the home.")
    String directory() default "";

    @AttributeDefinition(description = "Most entries; beyond it messages are refused for now.")
    int entryLimit() default 2_000_000;

    @AttributeDefinition(
            description =
                    "Octets of an incoming message that are kept in memory before they are written.")
    int memoryPerMessage() default 262_144;

    @AttributeDefinition(description = "How often old segments are looked at, in seconds.")
    int reclaimSeconds() default 10;

    @AttributeDefinition(
            description = "Segments with a smaller share of live octets are rewritten, in percent.")
    int reclaimBelowPercent() default 25;

    @AttributeDefinition(description = "Size of a segment in mebibytes, less than 4096.")
    int segmentMebibytes() default 64;
}
