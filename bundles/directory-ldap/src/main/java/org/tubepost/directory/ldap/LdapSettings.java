// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the LDAP back end. */
@ObjectClassDefinition(
        name = "Tubepost LDAP directory",
        description = "Which LDAP servers are asked, and as whom.")
@interface LdapSettings {

    @AttributeDefinition(description = "Name under which configuration chooses this back end.")
    String directory_name() default "ldap";

    @AttributeDefinition(
            description =
                    "Servers as host:port, the first one that answers is used; empty for the"
                            + " embedded server of this instance.")
    String[] servers() default {};

    @AttributeDefinition(
            description =
                    "Servers that are only read, as host:port; empty to read from those above.")
    String[] replicas() default {};

    @AttributeDefinition(
            description =
                    "How long a server that does not answer is left alone before it is tried"
                            + " again, in seconds.")
    int returnSeconds() default 30;

    @AttributeDefinition(
            description =
                    "File with the authorities whose certificates are trusted, in PEM form; empty"
                            + " for those of the system.")
    String authoritiesFile() default "";

    @AttributeDefinition(description = "Entries of one page of a long answer; 0 for no pages.")
    int pageEntries() default 1000;

    @AttributeDefinition(description = "TLS: none, starttls or ldaps.")
    String tls() default "none";

    @AttributeDefinition(description = "Who asks; needs to read everything and to write entries.")
    String bindDn() default "cn=Directory Manager";

    @AttributeDefinition(
            description =
                    "File with the password; empty for the file of the embedded server in the"
                            + " home.")
    String passwordFile() default "";

    @AttributeDefinition(description = "How long a question may take, in seconds.")
    int timeoutSeconds() default 5;

    @AttributeDefinition(
            description =
                    "Connections for questions that are kept at most; as many again for"
                            + " logins, and for replicas.")
    int poolSize() default 16;

    @AttributeDefinition(
            description =
                    "Connections besides them for long answers (exports, lists, large groups), so"
                            + " that no look-up waits for one.")
    int visitPoolSize() default 8;
}
