// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of logins. */
@ObjectClassDefinition(
        name = "Tubepost logins",
        description = "Which ways to log in there are, and how guessing is slowed.")
@interface AuthSettings {

    @AttributeDefinition(
            description =
                    "Mechanisms that may be offered; protocol:MECHANISM for one protocol only, such"
                            + " as smtp:LOGIN. CRAM-MD5 and DIGEST-MD5 need passwords in clear in"
                            + " the directory; the ones with -PLUS know tls-server-end-point only, which"
                            + " is not what clients expect under TLS 1.3.")
    String[] mechanisms() default {
        "SCRAM-SHA-256", "SCRAM-SHA-1", "EXTERNAL", "OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN"
    };

    @AttributeDefinition(description = "Allow logins without TLS from addresses of this machine.")
    boolean plainTextFromLoopback() default true;

    @AttributeDefinition(description = "Allow passwords in clear without TLS from anywhere.")
    boolean plainTextFromAnywhere() default false;

    @AttributeDefinition(
            description =
                    "Allow mechanisms that hide the password, such as SCRAM, without TLS from"
                            + " anywhere.")
    boolean challengesFromAnywhere() default false;

    @AttributeDefinition(
            description =
                    "bind: the directory server checks passwords in clear; hash: they are compared"
                            + " with the stored form here.")
    String passwordCheck() default "bind";

    @AttributeDefinition(
            description =
                    "How long a password that was right is taken again without a bind or a"
                            + " comparison, in seconds; 0 for none.")
    int provenSeconds() default 60;

    @AttributeDefinition(
            description =
                    "Store the password anew after a login with it if its stored form is not the"
                            + " current one.")
    boolean upgradePasswords() default true;

    @AttributeDefinition(
            description =
                    "The main password does not work for mail programs, only app passwords,"
                            + " certificates and tokens do; for users without"
                            + " tubepostLoginPolicy.")
    boolean appPasswordsOnly() default false;

    @AttributeDefinition(
            description = "Login names (user@domain) that may log in as any other user.")
    String[] administrators() default {};

    @AttributeDefinition(
            description =
                    "Name of an LDAP group whose members may log in as any other user; empty for"
                            + " none.")
    String administratorGroup() default "";

    @AttributeDefinition(
            description =
                    "Name, relative to the entry of a domain, of an LDAP group whose members may"
                            + " log in as other users of that domain; empty for none.")
    String domainAdministratorGroup() default "cn=Domain Administrators,ou=Groups";

    @AttributeDefinition(
            description = "Failed logins of one account or address before it has to wait.")
    int failuresBeforeWait() default 10;

    @AttributeDefinition(
            description =
                    "How long it has to wait, and how long failures are remembered, in seconds.")
    int waitSeconds() default 300;
}
