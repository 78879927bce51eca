// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the dispatcher; ports and limits stand in dispatcher.cnf. */
@ObjectClassDefinition(
        name = "Tubepost dispatcher",
        description = "How long the dispatcher waits for sessions, and for ports that are taken.")
@interface DispatcherSettings {

    @AttributeDefinition(
            description =
                    "How long the sessions of a protocol that is stopped or updated may take to"
                            + " end before their connections are cut.")
    int drainSeconds() default 10;

    @AttributeDefinition(
            description = "How long all sessions may take to end when the dispatcher stops.")
    int stopSeconds() default 5;

    @AttributeDefinition(description = "How often a port that could not be bound is tried again.")
    int bindRetrySeconds() default 5;
}
