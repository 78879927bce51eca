// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.net.InetSocketAddress;

/**
 * One address to try.
 *
 * @param name host name for logs, reports and SNI; the address where there is no name
 * @param address where to connect
 */
record Target(String name, InetSocketAddress address) {

    /** The form {@code mx.example.net[192.0.2.1]:25}. */
    @Override
    public String toString() {
        return name + "[" + address.getAddress().getHostAddress() + "]:" + address.getPort();
    }
}
