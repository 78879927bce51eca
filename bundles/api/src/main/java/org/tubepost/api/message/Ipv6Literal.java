// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

/** Checks the text form of an IPv6 address (RFC 4291 section 2.2) without asking a resolver. */
final class Ipv6Literal {
    private Ipv6Literal() {}

    static boolean isValid(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::") || text.contains(":::")) {
            return false;
        }
        if (gap < 0) {
            return groups(text) == 8;
        }
        int left = gap == 0 ? 0 : groups(text.substring(0, gap));
        String tail = text.substring(gap + 2);
        int right = tail.isEmpty() ? 0 : groups(tail);
        return left >= 0 && right >= 0 && left + right <= 7;
    }

    /** Number of 16-bit groups, an IPv4 tail counting two; negative when one is malformed. */
    private static int groups(String text) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                if (!isIpv4(parts[i])) {
                    return -100;
                }
                count += 2;
            } else if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
                count++;
            } else {
                return -100;
            }
        }
        return count;
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!part.matches("\\d{1,3}") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
