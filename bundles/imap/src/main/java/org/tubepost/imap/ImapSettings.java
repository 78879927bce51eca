// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the IMAP server. */
@ObjectClassDefinition(
        name = "Tubepost IMAP",
        description =
                "How the IMAP server greets, and what it bears from one connection. Ports are set in"
                        + " dispatcher.cnf.")
@interface ImapSettings {

    @AttributeDefinition(
            description = "Name in the greeting; empty for the instance's host name.",
            required = false)
    String hostName() default "";

    @AttributeDefinition(
            description = "What the server tells of itself: METADATA /shared/comment.",
            required = false)
    String comment() default "";

    @AttributeDefinition(
            description = "URL of who runs the server, mailto:...: METADATA /shared/admin.",
            required = false)
    String administrator() default "";

    @AttributeDefinition(
            description =
                    "Login name of other submission servers, which may fetch URLs with submit+; empty"
                            + " for none.",
            required = false)
    String submissionServer() default "";

    @AttributeDefinition(description = "Longest command without its literals, in octets.")
    int maxLineOctets() default 65_536;

    @AttributeDefinition(description = "Longest literal other than a message, in octets.")
    int maxLiteralOctets() default 65_536;

    @AttributeDefinition(description = "Longest message that APPEND takes, in octets.")
    long maxMessageOctets() default 104_857_600;

    @AttributeDefinition(
            description =
                    "Folder of the file that keeps what SORT and THREAD know of headers; empty for"
                            + " data/imap.",
            required = false)
    String directory() default "";

    @AttributeDefinition(description = "Size of that file beyond which it begins anew.")
    int maxHeaderFileMegabytes() default 2048;

    @AttributeDefinition(
            description =
                    "Octets of memory for what SORT and THREAD know of headers, and for envelopes and"
                            + " structures, for all sessions together.")
    long maxCachedHeaderOctets() default 134_217_728;

    @AttributeDefinition(description = "Wrong commands after which a connection is closed.")
    int maxBadCommands() default 20;

    @AttributeDefinition(description = "Failed logins after which a connection is closed.")
    int maxFailedLogins() default 3;

    @AttributeDefinition(
            description =
                    "Octets of one connection that wait in memory; beyond them nothing is read from the"
                            + " network.")
    int maxWaitingOctets() default 262_144;

    @AttributeDefinition(
            description =
                    "Octets of answers that wait for the network; beyond them a FETCH pauses.")
    int maxPendingOctets() default 524_288;
}
