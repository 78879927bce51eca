// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tubepost.api.config.Generation;

/**
 * Which hosts of the directory ({@code mailHost}, {@code mailRoutingHosts}, {@code
 * mailRoutingSmartHost}) are this system: the local channel's host and those of the option {@code
 * LDAP_HOST_ALIAS_LIST}.
 */
final class SiteHosts {
    private final List<String> own;

    SiteHosts(Generation generation, String localHost) {
        own =
                Stream.concat(
                                Stream.of(localHost),
                                Arrays.stream(
                                        generation
                                                .option("LDAP_HOST_ALIAS_LIST", "")
                                                .split("[,\\s]+")))
                        .filter(h -> !h.isEmpty())
                        .toList();
    }

    boolean isHere(String host) {
        return own.stream().anyMatch(host.strip()::equalsIgnoreCase);
    }

    /** The host to go to, if all of these are elsewhere: the first. */
    Optional<String> elsewhere(List<String> hosts) {
        return hosts.stream().anyMatch(this::isHere)
                ? Optional.empty()
                : hosts.stream().map(String::strip).filter(h -> !h.isEmpty()).findFirst();
    }
}
