// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.SiteHosts;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.store.Partition;

/**
 * What this system knows of hosts and partitions: its own names from the configuration, others from
 * the domain name system, partitions from those that run.
 */
final class ThisHost implements Surroundings, AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<Resolver> resolvers;
    private final ServiceLeases<Partition> partitions;
    private volatile Optional<SiteHosts> own = Optional.empty();

    ThisHost(BundleContext context) {
        this.resolvers = ServiceLeases.of(context, Resolver.class, DRAIN);
        this.partitions = ServiceLeases.named(context, Partition.class, Partition.NAME, DRAIN);
    }

    /** Its names are those of this generation. */
    void named(Generation generation) {
        own = Optional.of(new SiteHosts(generation));
    }

    @Override
    public boolean isHere(String host) {
        return host.isBlank() || own.filter(hosts -> hosts.isHere(host)).isPresent();
    }

    @Override
    public Optional<String> wrongHost(String host) {
        Optional<Lease<Resolver>> lease = isHere(host) ? Optional.empty() : resolvers.lease("");
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<Resolver> resolver = lease.get()) {
            DnsAnswer<?> answer = resolver.service().addresses(host);
            if (answer instanceof DnsAnswer.NotFound) {
                return Optional.of(
                        "is neither this system (LDAP_HOST_ALIAS_LIST) nor known to DNS");
            }
            return answer instanceof DnsAnswer.Unavailable<?> unavailable
                    ? Optional.of(
                            "is not this system (LDAP_HOST_ALIAS_LIST), and DNS does not answer: "
                                    + unavailable.reason())
                    : Optional.empty();
        }
    }

    @Override
    public Optional<String> wrongPartition(String name) {
        Set<String> running = new TreeSet<>(partitions.keys());
        return running.isEmpty() || running.contains(name)
                ? Optional.empty()
                : Optional.of(
                        "is no partition of this system; it has " + String.join(", ", running));
    }

    @Override
    public void close() {
        resolvers.close();
        partitions.close();
    }
}
