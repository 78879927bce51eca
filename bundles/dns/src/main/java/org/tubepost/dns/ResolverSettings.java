// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dns;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the resolver. */
@ObjectClassDefinition(
        name = "Tubepost DNS",
        description = "Which name servers are asked and how long their answers are waited for.")
@interface ResolverSettings {

    @AttributeDefinition(
            description = "Name servers as address or address:port; empty for the system's.")
    String[] servers() default {};

    @AttributeDefinition(description = "How long one question may take, in seconds.")
    int timeoutSeconds() default 5;

    @AttributeDefinition(description = "How many names are kept in the cache.")
    int cacheEntries() default 50_000;

    @AttributeDefinition(description = "Answers are not kept longer than this, in seconds.")
    int maxCacheSeconds() default 86_400;

    @AttributeDefinition(
            description =
                    "How long a question that could not be answered is not asked again, in seconds.")
    int failureCacheSeconds() default 5;

    @AttributeDefinition(description = "Names of /etc/hosts stand before the name servers.")
    boolean hostsFile() default true;
}
