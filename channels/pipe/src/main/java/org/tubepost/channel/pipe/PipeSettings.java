// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the pipe channel. */
@ObjectClassDefinition(
        name = "Tubepost pipe",
        description = "How messages are given to declared commands.")
@interface PipeSettings {

    @AttributeDefinition(
            description =
                    "Folder for messages that a command is reading; empty for data/pipe in the home.",
            required = false)
    String directory() default "";
}
