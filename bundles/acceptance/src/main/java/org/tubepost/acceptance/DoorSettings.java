// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of acceptance that are not part of the mail configuration. */
@ObjectClassDefinition(
        name = "Tubepost acceptance",
        description = "Limits of the door through which every message comes in.")
@interface DoorSettings {

    @AttributeDefinition(description = "Name of this host in trace fields; empty to find it out.")
    String hostName() default "";

    @AttributeDefinition(
            description = "Largest message in octets where no channel keyword says otherwise.")
    long messageSizeLimit() default 104_857_600;

    @AttributeDefinition(
            description = "Most recipients of a message where no channel keyword says otherwise.")
    int recipientLimit() default 1_000;

    @AttributeDefinition(description = "Largest header in octets.")
    int headerSizeLimit() default 1_048_576;

    @AttributeDefinition(description = "Most Received fields before a message counts as looping.")
    int receivedLimit() default 50;

    @AttributeDefinition(
            description = "How many envelopes are kept to be replayed by mta:diff; 0 for none.")
    int recentEnvelopes() default 1_000;

    @AttributeDefinition(
            description = "How deep aliases, groups and forwarding may lead to one another.")
    int expansionDepth() default 16;
}
