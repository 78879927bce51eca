// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the autoreply channel. */
@ObjectClassDefinition(
        name = "Tubepost autoreply",
        description = "How answers for users who are away are sent. Texts are in the directory.")
@interface AutoreplySettings {

    @AttributeDefinition(
            description = "Right side of message ids; empty for the instance's host name.",
            required = false)
    String hostName() default "";

    @AttributeDefinition(
            description =
                    "Folder that remembers who was answered; empty for data/autoreply in the home.",
            required = false)
    String directory() default "";

    @AttributeDefinition(
            description =
                    "Largest message that is enclosed whole in mode echo, in octets; of larger ones"
                            + " the header is.")
    int echoBelow() default 65_536;
}
