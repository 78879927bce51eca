// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How much an account may submit. */
@ObjectClassDefinition(
        name = "Tubepost submission rates",
        description = "How much an account may send within an hour, over all its sessions.")
@interface SubmissionSettings {

    @AttributeDefinition(
            description = "Messages that an account may submit within an hour; 0 for any number.")
    int messagesPerHour() default 2000;

    @AttributeDefinition(
            description =
                    "Recipients that an account may send to within an hour; 0 for any number.")
    int recipientsPerHour() default 10_000;
}
