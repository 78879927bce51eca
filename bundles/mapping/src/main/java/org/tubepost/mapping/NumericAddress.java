// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses written in numbers. The platform's own parser looks a text up in DNS when it is no
 * address after all, and takes {@code 10.1} for one; probes hold what clients send, so neither may
 * happen here.
 */
final class NumericAddress {
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern MAYBE_IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private NumericAddress() {}

    /** Four or sixteen octets; an IPv4 address in IPv6 form gives four. */
    static Optional<byte[]> parse(String text) {
        if (!IPV4.matcher(text).matches() && !MAYBE_IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // A text with a colon is never looked up.
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }
}
