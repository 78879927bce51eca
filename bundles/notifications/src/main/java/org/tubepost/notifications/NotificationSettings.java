// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of notifications. */
@ObjectClassDefinition(
        name = "Tubepost notifications",
        description = "How delivery reports are sent.")
@interface NotificationSettings {

    @AttributeDefinition(description = "Name of this host in reports; empty to find it out.")
    String hostName() default "";

    @AttributeDefinition(
            description = "Address that reports come from; empty for postmaster at the host name.")
    String from() default "";

    @AttributeDefinition(description = "Name that reports come from.")
    String fromName() default "Mail Delivery Subsystem";

    @AttributeDefinition(description = "Largest message that is returned whole, in octets.")
    long returnFullBelow() default 65_536;

    @AttributeDefinition(
            description =
                    "Language of reports where neither the table NOTIFICATION_LANGUAGE nor the"
                            + " message names one that there is.")
    String language() default "en";

    @AttributeDefinition(
            description = "Folder with a folder of texts for each language; empty for etc/locale.",
            required = false)
    String localeFolder() default "";
}
