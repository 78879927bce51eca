// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the job controller that are not part of the mail configuration. */
@ObjectClassDefinition(
        name = "Tubepost job controller",
        description = "How long deliveries may take, and how many go to one destination.")
@interface JobSettings {

    @AttributeDefinition(description = "How long one attempt should take at most, in seconds.")
    int attemptSeconds() default 600;

    @AttributeDefinition(
            description =
                    "Folder where stopped channels are remembered; empty for data/jobs of the"
                            + " instance.")
    String directory() default "";

    @AttributeDefinition(
            description = "How long a stop waits for deliveries under way, in seconds.")
    int drainSeconds() default 15;

    @AttributeDefinition(
            description =
                    "Most deliveries at once to one destination; it begins with 3 and earns"
                            + " the others.")
    int jobsPerDestination() default 20;
}
