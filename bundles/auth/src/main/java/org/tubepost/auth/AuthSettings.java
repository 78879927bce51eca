// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of logins. */
@ObjectClassDefinition(
        name = "Tubepost logins",
        description = "When passwords may be sent in clear, and how guessing is slowed.")
@interface AuthSettings {

    @AttributeDefinition(
            description = "Allow passwords in clear without TLS from addresses of this machine.")
    boolean plainTextFromLoopback() default true;

    @AttributeDefinition(description = "Allow passwords in clear without TLS from anywhere.")
    boolean plainTextFromAnywhere() default false;

    @AttributeDefinition(
            description = "Failed logins of one account or address before it has to wait.")
    int failuresBeforeWait() default 10;

    @AttributeDefinition(
            description =
                    "How long it has to wait, and how long failures are remembered, in seconds.")
    int waitSeconds() default 300;
}
