// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.net.ConnectionHandler;

/**
 * What belongs to a listening socket.
 *
 * @param definition as configured
 * @param handler takes its connections
 * @param surroundings shared by all connections
 */
record Binding(
        ListenerDefinition definition, ConnectionHandler handler, Surroundings surroundings) {}
