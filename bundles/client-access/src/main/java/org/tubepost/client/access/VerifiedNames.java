// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;

/** Names of clients by reverse lookup, and whether they lead back to the address. Thread-safe. */
final class VerifiedNames implements ClientFacts.Names {
    private static final int NAMES_TRIED = 3;

    private final Supplier<Optional<Lease<Resolver>>> resolver;

    VerifiedNames(Supplier<Optional<Lease<Resolver>>> resolver) {
        this.resolver = resolver;
    }

    @Override
    public ClientFacts.Name of(InetAddress address) throws NameUndecidedException {
        if (address.isLoopbackAddress()) {
            return new ClientFacts.Name("localhost", true);
        }
        try (Lease<Resolver> open =
                resolver.get()
                        .orElseThrow(() -> new NameUndecidedException("nobody looks names up"))) {
            return name(open.service(), address);
        }
    }

    private static ClientFacts.Name name(Resolver resolver, InetAddress address)
            throws NameUndecidedException {
        DnsAnswer<List<String>> names = resolver.names(address);
        if (names instanceof DnsAnswer.Unavailable<List<String>> away) {
            throw new NameUndecidedException(away.reason());
        } else if (names instanceof DnsAnswer.NotFound<List<String>>) {
            return ClientFacts.Name.NONE;
        }
        List<String> found = ((DnsAnswer.Found<List<String>>) names).value();
        for (String name : found.subList(0, Math.min(found.size(), NAMES_TRIED))) {
            if (leadsTo(resolver, name, address)) {
                return new ClientFacts.Name(withoutDot(name), true);
            }
        }
        return new ClientFacts.Name(withoutDot(found.get(0)), false);
    }

    private static boolean leadsTo(Resolver resolver, String name, InetAddress address)
            throws NameUndecidedException {
        DnsAnswer<List<InetAddress>> answer = resolver.addresses(name);
        if (answer instanceof DnsAnswer.Unavailable<List<InetAddress>> away) {
            throw new NameUndecidedException(away.reason());
        }
        return answer instanceof DnsAnswer.Found<List<InetAddress>> addresses
                && addresses.value().contains(address);
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
