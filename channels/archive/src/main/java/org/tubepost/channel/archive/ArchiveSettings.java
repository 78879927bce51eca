// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.archive;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the archive channel. */
@ObjectClassDefinition(
        name = "Tubepost archive",
        description = "Where copies of messages with their envelopes go.")
@interface ArchiveSettings {

    @AttributeDefinition(
            description = "Address that gets the copies; empty for a folder tree.",
            required = false)
    String address() default "";

    @AttributeDefinition(
            description = "Root of the folder tree; empty for data/archive in the home.",
            required = false)
    String directory() default "";

    @AttributeDefinition(
            description = "Name of this host in the copies; empty for the instance's.",
            required = false)
    String hostName() default "";
}
