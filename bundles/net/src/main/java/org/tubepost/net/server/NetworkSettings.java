// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the network. */
@ObjectClassDefinition(
        name = "Tubepost network",
        description = "Threads and limits of all listening ports and their connections.")
@interface NetworkSettings {

    @AttributeDefinition(
            description = "Threads that read and write; 0 for one a processor, 2 to 4.")
    int ioThreads() default 0;

    @AttributeDefinition(
            description =
                    "Most threads for what may wait: disk, directory, filters, name lookups. There"
                            + " are two a processor until tasks have to wait for long.")
    int workerThreads() default 64;

    @AttributeDefinition(
            description =
                    "Tasks that may wait for a worker thread; past it clients are told to try"
                            + " later. At three quarters no connection is accepted for a moment.")
    int workerQueue() default 10_000;

    @AttributeDefinition(
            description =
                    "Open connections in the whole house; further ones wait in the system's"
                            + " backlog.")
    int maxConnections() default 50_000;

    @AttributeDefinition(description = "Connections that may wait to be accepted, for each port.")
    int backlog() default 1024;

    @AttributeDefinition(description = "How long a TLS handshake may take.")
    int handshakeTimeoutSeconds() default 30;

    @AttributeDefinition(
            description = "How long a client may take nothing of the last words sent to it.")
    int lingerSeconds() default 30;
}
