// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the configuration reader. */
@ObjectClassDefinition(
        name = "Tubepost configuration",
        description = "Where the configuration files are and how often they are looked at.")
@interface ConfigurationSettings {

    @AttributeDefinition(
            description =
                    "Folder of imta.cnf, mappings and the other files; empty for etc/ in the home.")
    String directory() default "";

    @AttributeDefinition(
            description =
                    "How often the files are looked at for changes; 0 to load them on demand only.")
    int pollSeconds() default 2;
}
