// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which hosts of the directory ({@code mailHost}, {@code mailRoutingHosts}, {@code
 * mailRoutingSmartHost}) are this system: the local channel's host and those of the option {@code
 * LDAP_HOST_ALIAS_LIST}.
 */
public final class SiteHosts {
    private final List<String> own;

    /** Channel whose official host is the system's name. */
    private static final String LOCAL_CHANNEL = "l";

    /** Those of a generation, the local channel's host included. */
    public SiteHosts(Generation generation) {
        this(
                generation,
                generation.channel(LOCAL_CHANNEL).map(ChannelDefinition::officialHost).orElse(""));
    }

    /**
     * Those of a generation.
     *
     * @param localHost official host of the local channel; empty for none
     */
    public SiteHosts(Generation generation, String localHost) {
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

    /** This system goes by the name. */
    public boolean isHere(String host) {
        return own.stream().anyMatch(host.strip()::equalsIgnoreCase);
    }

    /** The host to go to, if all of these are elsewhere: the first. */
    public Optional<String> elsewhere(List<String> hosts) {
        return hosts.stream().anyMatch(this::isHere)
                ? Optional.empty()
                : hosts.stream().map(String::strip).filter(h -> !h.isEmpty()).findFirst();
    }
}
