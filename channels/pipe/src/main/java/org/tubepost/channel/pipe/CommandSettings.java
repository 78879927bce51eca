// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of one declared command. */
@ObjectClassDefinition(
        name = "Tubepost command",
        description = "A program that the pipe channel may run. Nothing else is ever run.")
@interface CommandSettings {

    @AttributeDefinition(
            description = "Name of the command, as imta.cnf and the directory call it.")
    String name();

    @AttributeDefinition(description = "Path of the program, from the root.")
    String program();

    @AttributeDefinition(
            description =
                    "Arguments, separated by blanks; quotes hold one together. No shell reads them.",
            required = false)
    String arguments() default "";

    @AttributeDefinition(
            description = "User to run as; needed when the server is root.",
            required = false)
    String user() default "";

    @AttributeDefinition(
            description = "Group to run as; empty for the one named like the user.",
            required = false)
    String group() default "";

    @AttributeDefinition(description = "Working directory.")
    String directory() default "/";

    @AttributeDefinition(description = "How long the command may take, in seconds.")
    int timeoutSeconds() default 60;

    @AttributeDefinition(description = "Octets of its output that are kept as the diagnostic.")
    int outputOctets() default 4096;
}
