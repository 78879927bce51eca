// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the LMTP server. */
@ObjectClassDefinition(
        name = "Tubepost LMTP",
        description =
                "How the LMTP server greets, and what it bears from one connection. Ports and the"
                        + " networks that may use them are set in dispatcher.cnf.")
@interface LmtpSettings {

    @AttributeDefinition(
            description = "Name in the greeting; empty for the instance's host name.",
            required = false)
    String hostName() default "";

    @AttributeDefinition(description = "Largest message, in megabytes.")
    int maxMessageMegabytes() default 150;

    @AttributeDefinition(description = "Recipients of one message at most.")
    int maxRecipients() default 2000;

    @AttributeDefinition(
            description =
                    "True to refuse mail over quota for good (5.2.2); otherwise the sender's queue keeps"
                            + " it (4.2.2).")
    boolean refuseOverQuota() default false;

    @AttributeDefinition(description = "Longest command line, in octets.")
    int maxLineOctets() default 2048;

    @AttributeDefinition(description = "Wrong commands after which a connection is closed.")
    int maxBadCommands() default 20;

    @AttributeDefinition(
            description =
                    "Octets of one connection that wait in memory; beyond them nothing is read from the"
                            + " network.")
    int maxWaitingOctets() default 262_144;
}
