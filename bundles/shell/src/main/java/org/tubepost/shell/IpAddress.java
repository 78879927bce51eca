// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Reads addresses; never looks a name up. */
public final class IpAddress {
    private IpAddress() {}

    /**
     * Reads.
     *
     * @throws IllegalArgumentException if the text is no address of IPv4 or IPv6
     */
    public static InetAddress of(String text) {
        if (text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException malformed) {
                // Told below.
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no IP address");
    }
}
