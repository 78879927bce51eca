// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** How often an address may log in. Thread-safe. */
final class LoginRates {
    /** Octets of a network that one customer usually has. */
    private static final int NETWORK_OCTETS = 8;

    private final Buckets buckets;
    private final List<ClientPattern.Network> unlimited = new ArrayList<>();

    /**
     * Nothing is counted yet.
     *
     * @param perMinute logins; 0 for any number
     * @param exempt addresses and networks that are not counted
     * @throws IllegalArgumentException if an exempt client is no address
     */
    LoginRates(int perMinute, String exempt, Ticker clock) {
        this.buckets = new Buckets(perMinute, Duration.ofMinutes(1), clock);
        PatternReader reader = new PatternReader((index, doubt) -> {});
        for (String word : exempt.strip().split("[ ,]+")) {
            if (!word.isEmpty()) {
                unlimited.add(network(reader, word));
            }
        }
    }

    private static ClientPattern.Network network(PatternReader reader, String word) {
        try {
            if (reader.read(word, 0) instanceof ClientPattern.Network network) {
                return network;
            }
        } catch (FilterSyntaxException wrong) {
            throw new IllegalArgumentException("loginsUnlimited: " + wrong.getMessage(), wrong);
        }
        throw new IllegalArgumentException("loginsUnlimited: '" + word + "' is no address");
    }

    /** Counts a login; how long to wait if it is one too many. */
    Optional<Duration> login(InetAddress address) {
        if (unlimited.stream().anyMatch(n -> n.contains(address))) {
            return Optional.empty();
        }
        byte[] octets = address.getAddress();
        byte[] customer = Arrays.copyOf(octets, Math.min(octets.length, NETWORK_OCTETS));
        return buckets.take(HexFormat.of().formatHex(customer));
    }
}
