// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the POP3 server. */
@ObjectClassDefinition(
        name = "Tubepost POP3",
        description =
                "How the POP3 server greets, and what it bears from one connection. Ports are set in"
                        + " dispatcher.cnf.")
@interface Pop3Settings {

    @AttributeDefinition(
            description = "Name in the greeting; empty for the instance's host name.",
            required = false)
    String hostName() default "";

    @AttributeDefinition(description = "Longest line of a login, in octets; others have 512.")
    int maxLoginLineOctets() default 12_288;

    @AttributeDefinition(description = "Wrong commands after which a connection is closed.")
    int maxBadCommands() default 20;

    @AttributeDefinition(description = "Failed logins after which a connection is closed.")
    int maxFailedLogins() default 3;

    @AttributeDefinition(
            description =
                    "Seconds that must pass between two logins of a user; told to clients as LOGIN-DELAY."
                            + " 0 for any number of logins.")
    int loginDelaySeconds() default 0;

    @AttributeDefinition(
            description =
                    "Days after which messages left in INBOX are removed by the site, told to clients as"
                            + " EXPIRE; -1 if they never are.")
    int expireDays() default -1;

    @AttributeDefinition(
            description =
                    "Octets of one connection that wait in memory; beyond them nothing is read from the"
                            + " network.")
    int maxWaitingOctets() default 65_536;

    @AttributeDefinition(
            description = "Octets of answers that wait for the network; beyond them RETR pauses.")
    int maxPendingOctets() default 524_288;
}
