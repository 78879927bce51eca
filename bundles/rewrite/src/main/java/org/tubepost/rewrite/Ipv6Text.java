// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * IPv6 literals in one spelling: eight groups without leading zeros, joined by colons, so that a
 * rule meets its address however either was written ({@code [IPv6:::1]}, {@code
 * [IPv6:0:0:0:0:0:0:0:1]}).
 */
final class Ipv6Text {
    static final String TAG = "ipv6:";

    private Ipv6Text() {}

    /** True for the inside of an IPv6 literal. */
    static boolean isIpv6(String inner) {
        return inner.regionMatches(true, 0, TAG, 0, TAG.length());
    }

    /** Eight groups of an address; the text itself, in lower case, if it is none. */
    static String spelled(String inner) {
        String address = inner.substring(TAG.length());
        if (!address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
                || address.indexOf(':') < 0) {
            return inner.toLowerCase(Locale.ROOT);
        }
        try {
            // In brackets it is read as an address or not at all: nothing asks a resolver.
            return TAG + groups(InetAddress.getByName("[" + address + "]").getAddress());
        } catch (UnknownHostException noAddress) {
            return TAG + shortGroups(address.toLowerCase(Locale.ROOT));
        }
    }

    private static String groups(byte[] octets) {
        if (octets.length == 4) {
            return String.format("0:0:0:0:0:ffff:%x:%x", pair(octets, 0), pair(octets, 2));
        }
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            groups.append(i == 0 ? "" : ":").append(Integer.toHexString(pair(octets, i)));
        }
        return groups.toString();
    }

    private static int pair(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }

    /** First groups of an address, as a pattern has them: {@code 2001:0db8:}. */
    private static String shortGroups(String first) {
        StringBuilder text = new StringBuilder();
        boolean leading = true;
        for (int i = 0; i < first.length(); i++) {
            char c = first.charAt(i);
            boolean last = i + 1 == first.length() || first.charAt(i + 1) == ':';
            if (c == '0' && leading && !last) {
                continue;
            }
            leading = c == ':';
            text.append(c);
        }
        return text.toString();
    }
}
