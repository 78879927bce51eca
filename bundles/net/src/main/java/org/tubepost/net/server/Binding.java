// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.function.Supplier;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.net.ConnectionHandler;

/**
 * What belongs to a listening socket.
 *
 * @param definition as configured now
 * @param handler takes its connections
 * @param surroundings shared by all connections
 */
record Binding(
        Supplier<ListenerDefinition> definition,
        ConnectionHandler handler,
        Surroundings surroundings) {}
