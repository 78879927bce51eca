// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the embedded LDAP server. */
@ObjectClassDefinition(
        name = "Tubepost embedded directory",
        description = "The LDAP server inside this process.")
@interface EmbeddedSettings {

    @AttributeDefinition(description = "Address to listen on.")
    String address() default "127.0.0.1";

    @AttributeDefinition(
            description = "Port to listen on; 0 for 389 plus the port offset of the instance.")
    int port() default 0;

    @AttributeDefinition(description = "Folder of its data; empty for data/directory in the home.")
    String directory() default "";

    @AttributeDefinition(description = "Suffixes of the tree; those that are absent are made.")
    String[] suffixes() default {"o=tubepost", "o=internet"};

    @AttributeDefinition(description = "Who may do everything.")
    String rootDn() default "cn=Directory Manager";

    @AttributeDefinition(description = "Connections at most.")
    int maxConnections() default 500;
}
