// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the expiry of messages; its rules are in etc/store.expirerule. */
@ObjectClassDefinition(
        name = "Tubepost expiry",
        description = "When messages are removed that rules call old or too many.")
@interface ExpirySettings {

    @AttributeDefinition(
            description =
                    "Times of the day at which the rules are followed, in the machine's time zone;"
                            + " empty for only when store:expire is given.")
    String[] times() default {"23:00"};

    @AttributeDefinition(
            description =
                    "Folder for messages of rules with the action archive; empty for data/expired"
                            + " in the home.")
    String archiveDirectory() default "";
}
