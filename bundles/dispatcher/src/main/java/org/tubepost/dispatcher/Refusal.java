// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

/** Why the dispatcher itself turns a connection away. */
enum Refusal {
    /** The service, or the client's address, has as many connections as it may. */
    FULL("Too many connections, try again later"),
    /** The access policy says no. */
    DENIED("Access denied"),
    /** The protocol stayed away too long. */
    AWAY("Service is being updated, try again in a moment"),
    /** The house closes. */
    STOPPING("Service is shutting down, try again later");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** For the client. */
    String text() {
        return text;
    }
}
