// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the SMTP client, for all channels that it serves. */
@ObjectClassDefinition(
        name = "Tubepost SMTP client",
        description = "How messages are relayed. Hosts, ports and TLS are keywords in imta.cnf.")
@interface SmtpClientSettings {

    @AttributeDefinition(
            description = "Name in EHLO; empty for the instance's host name.",
            required = false)
    String hostName() default "";

    @AttributeDefinition(description = "How long connecting to one address may take, in seconds.")
    int connectSeconds() default 30;

    @AttributeDefinition(
            description =
                    "How long the answer to one command may take, in seconds (RFC 5321 section"
                            + " 4.5.3.2); the end of data gets twice as long.")
    int replySeconds() default 300;

    @AttributeDefinition(description = "Addresses tried in one attempt before the message waits.")
    int maxAddresses() default 8;

    @AttributeDefinition(description = "Recipients in one SMTP transaction.")
    int maxRecipients() default 100;

    @AttributeDefinition(description = "Messages over one connection; then it is closed.")
    int maxMessagesPerConnection() default 100;

    @AttributeDefinition(
            description = "How long an idle connection waits for the next message, in seconds.")
    int idleSeconds() default 5;

    @AttributeDefinition(description = "Idle connections that are kept in total.")
    int maxIdleConnections() default 64;

    @AttributeDefinition(
            description =
                    "With musttls the certificate must be valid for the host's name, too. Without it"
                            + " TLS keeps listeners out, not impostors.")
    boolean verifyCertificates() default false;

    @AttributeDefinition(
            description =
                    "How long a connection is used for further messages, in seconds: then names are"
                            + " looked up again.")
    int maxConnectionSeconds() default 300;

    @AttributeDefinition(
            description =
                    "File of accounts at other hosts, readable by its owner only; empty for"
                            + " etc/client_accounts.",
            required = false)
    String accountsFile() default "";
}
