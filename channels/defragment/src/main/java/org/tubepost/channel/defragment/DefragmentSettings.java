// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the defragment channel. */
@ObjectClassDefinition(
        name = "Tubepost defragment",
        description = "How parts of messages are kept until they can be joined.")
@interface DefragmentSettings {

    @AttributeDefinition(
            description = "Folder for parts; empty for data/defragment in the home.",
            required = false)
    String directory() default "";

    @AttributeDefinition(description = "Most parts of a message; others are sent on as they are.")
    int mostParts() default 500;

    @AttributeDefinition(
            description = "How long parts wait for the others, in hours; then they are sent on.")
    int ageHours() default 24;

    @AttributeDefinition(
            description =
                    "Mebibytes of all parts; while there are more, new ones are sent on as they are.")
    int folderMebibytes() default 1024;
}
