// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the SMTP server. */
@ObjectClassDefinition(
        name = "Tubepost SMTP",
        description =
                "How the SMTP server greets, and what it bears from one connection. Ports, channel and"
                        + " submission mode are set in dispatcher.cnf.")
@interface SmtpSettings {

    @AttributeDefinition(
            description = "Name in the greeting; empty for the instance's host name.",
            required = false)
    String hostName() default "";

    @AttributeDefinition(
            description =
                    "Silence before the greeting, in seconds; a client that talks earlier is refused."
                            + " 0 greets at once.")
    int greetingDelaySeconds() default 0;

    @AttributeDefinition(description = "Longest command line, in octets.")
    int maxLineOctets() default 2048;

    @AttributeDefinition(description = "Longest line of a login, in octets.")
    int maxLoginLineOctets() default 12_288;

    @AttributeDefinition(description = "Wrong commands after which a connection is closed.")
    int maxBadCommands() default 20;

    @AttributeDefinition(description = "Failed logins after which a connection is closed.")
    int maxFailedLogins() default 3;

    @AttributeDefinition(description = "Refused recipients after which a connection is closed.")
    int maxRefusedRecipients() default 100;

    @AttributeDefinition(description = "Messages on one connection; then it is closed.")
    int maxTransactions() default 1000;

    @AttributeDefinition(
            description =
                    "Octets of one connection that wait in memory; beyond them nothing is read from the"
                            + " network.")
    int maxWaitingOctets() default 262_144;

    @AttributeDefinition(
            description =
                    "How long the first message of a connection waits for the client's name by reverse"
                            + " lookup, in milliseconds; 0 for no lookup.")
    int reverseLookupMillis() default 1500;
}
