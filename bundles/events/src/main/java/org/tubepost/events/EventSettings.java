// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of events for other bundles. */
@ObjectClassDefinition(
        name = "Tubepost events",
        description = "What other bundles are told over the OSGi event bus.")
@interface EventSettings {

    @AttributeDefinition(
            description = "Types that are posted, by their names in RFC 5423; empty for all.")
    String[] types() default {};

    @AttributeDefinition(
            description =
                    "Octets of a new message's header that its event carries, at most; 0 for none."
                            + " Each such event opens the message.")
    int maxHeaderSize() default 0;

    @AttributeDefinition(
            description =
                    "Changes that wait until they are told, at most; beyond it they are dropped and"
                            + " the number is told.")
    int queueLimit() default 2_000;
}
