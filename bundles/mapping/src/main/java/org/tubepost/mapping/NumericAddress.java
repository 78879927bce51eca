// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses written in numbers. The platform's own parser looks a text up in DNS when it is no
 * address after all, and takes {@code 10.1} for one; probes hold what clients send, so neither may
 * happen here.
 */
final class NumericAddress {
    private static final int LONGEST = 45;
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern MAYBE_IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private NumericAddress() {}

    /** Four or sixteen octets; an IPv4 address in IPv6 form gives four. */
    static Optional<byte[]> parse(String text) {
        if (text.length() > LONGEST
                || !IPV4.matcher(text).matches() && !MAYBE_IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // A text with a colon is never looked up.
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    /** Where the characters end that addresses are made of. */
    static int end(String text, int at) {
        int end = at;
        while (end < text.length() && isPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isPart(char c) {
        return c == '.' || c == ':' || c < 0x80 && Character.digit(c, 16) >= 0;
    }

    /** True when a text is an address of a network. */
    static boolean isIn(String text, Element.Network network) {
        byte[] address = parse(text).orElse(null);
        byte[] prefix = network.prefix();
        if (address == null || address.length != prefix.length) {
            return false;
        }
        int whole = network.significantBits() / 8;
        if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
            return false;
        }
        int rest = network.significantBits() % 8;
        int mask = 0xff << (8 - rest) & 0xff;
        return rest == 0 || (address[whole] & mask) == (prefix[whole] & mask);
    }
}
