// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks whose clients are served: addresses, perhaps with the length of a prefix ({@code
 * 192.0.2.0/24 2001:db8::/32 192.0.2.7}), separated by blanks or commas.
 */
final class ClientNetworks {
    private final List<Prefix> prefixes = new ArrayList<>();

    private record Prefix(byte[] octets, int bits) {

        boolean holds(byte[] address) {
            if (address.length != octets.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int bit = 0x80 >> (i % 8);
                if (((address[i / 8] ^ octets[i / 8]) & bit) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Reads networks.
     *
     * @throws IllegalArgumentException if a word is no network; it says which
     */
    ClientNetworks(String text) {
        for (String word : text.strip().split("[,\\s]+")) {
            prefixes.add(prefix(word));
        }
    }

    private static Prefix prefix(String word) {
        int slash = word.indexOf('/');
        String address = slash < 0 ? word : word.substring(0, slash);
        // Only what looks like an address, so that no name is looked up.
        boolean literal = address.matches("\\d{1,3}(\\.\\d{1,3}){3}") || address.contains(":");
        try {
            if (literal && address.matches("[0-9a-fA-F:.]+")) {
                byte[] octets = InetAddress.getByName(address).getAddress();
                int bits = slash < 0 ? 8 * octets.length : length(word.substring(slash + 1));
                if (bits >= 0 && bits <= 8 * octets.length) {
                    return new Prefix(octets, bits);
                }
            }
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException(word + " is not a network", malformed);
        }
        throw new IllegalArgumentException(word + " is not a network");
    }

    private static int length(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    boolean holds(InetAddress client) {
        byte[] octets = client.getAddress();
        return prefixes.stream().anyMatch(p -> p.holds(octets));
    }
}
