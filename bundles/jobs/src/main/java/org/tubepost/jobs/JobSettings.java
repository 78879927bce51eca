// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the job controller that are not part of the mail configuration. */
@ObjectClassDefinition(
        name = "Tubepost job controller",
        description = "How long deliveries may take.")
@interface JobSettings {

    @AttributeDefinition(description = "How long one attempt should take at most, in seconds.")
    int attemptSeconds() default 600;

    @AttributeDefinition(
            description = "How long a stop waits for deliveries under way, in seconds.")
    int drainSeconds() default 15;

    @AttributeDefinition(description = "Deliveries at once to one destination of a relay channel.")
    int jobsPerDestination() default 20;
}
