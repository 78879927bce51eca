// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this host calls itself in greetings, trace fields and reports. */
public final class HostName {
    /** System property with the instance's name; the launcher sets it from its configuration. */
    public static final String PROPERTY = "tubepost.host-name";

    private HostName() {}

    /**
     * The name: the configured one, else {@value #PROPERTY}, else the system's, else {@code
     * localhost}. May ask the name service.
     *
     * @param configured of the room that asks; empty for the instance's
     */
    public static String of(String configured) {
        String named = configured.isEmpty() ? System.getProperty(PROPERTY, "") : configured;
        if (!named.isEmpty()) {
            return named;
        }
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
