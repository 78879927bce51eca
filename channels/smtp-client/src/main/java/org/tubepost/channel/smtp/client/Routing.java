// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.dns.MailHosts.MailHost;
import org.tubepost.api.dns.Resolver;

/**
 * Finds the addresses for a destination, best first (RFC 5321 section 5.1). A destination is a
 * domain, a host when the channel has {@code nomx}, a host in brackets ({@code [mx.example.net]},
 * never with MX), or an address literal. Does lookups; made for one delivery.
 */
final class Routing {
    private final Resolver resolver;
    private final ChannelRules rules;
    private final String ownName;
    private final Set<Target> found = new LinkedHashSet<>();
    private String unavailable = "";
    private int best = Integer.MAX_VALUE;
    private boolean exchangers;

    Routing(Resolver resolver, ChannelRules rules, String ownName) {
        this.resolver = resolver;
        this.rules = rules;
        this.ownName = ownName;
    }

    /**
     * Where to connect.
     *
     * @throws RouteProblem when there is nowhere, or when nobody can say now
     */
    Route route(String destination) throws RouteProblem {
        RouteProblem problem = null;
        try {
            find(destination);
        } catch (RouteProblem nowhere) {
            problem = nowhere;
        }
        boolean hopeless = problem != null && problem.reply().isPermanent();
        best = Math.min(best, found.size());
        if (rules.lastResort().isPresent() && !hopeless) {
            addHost(rules.lastResort().get());
        }
        if (!found.isEmpty()) {
            return new Route(
                    bare(destination),
                    List.copyOf(found),
                    Math.min(best, found.size()),
                    exchangers);
        }
        if (problem != null) {
            throw problem;
        }
        if (!unavailable.isEmpty()) {
            throw new RouteProblem(451, "4.4.3", "name service: " + unavailable);
        }
        throw new RouteProblem(451, "4.4.4", "no mail host of " + destination + " has an address");
    }

    private static String bare(String destination) {
        return destination.startsWith("[") && destination.endsWith("]")
                ? destination.substring(1, destination.length() - 1)
                : destination;
    }

    private void find(String destination) throws RouteProblem {
        if (destination.startsWith("[") && destination.endsWith("]")) {
            bracketed(destination.substring(1, destination.length() - 1));
        } else if (isAddress(destination)) {
            add(destination, literal(destination));
        } else if (rules.mx()) {
            exchangers(destination);
        } else {
            host(destination);
        }
    }

    private void bracketed(String inner) throws RouteProblem {
        boolean tagged = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        String address = tagged ? inner.substring(5) : inner;
        if (isAddress(address)) {
            add(address, literal(address));
        } else {
            host(inner);
        }
    }

    private void host(String name) throws RouteProblem {
        if (!addHost(name) && unavailable.isEmpty()) {
            throw new RouteProblem(550, "5.4.4", "host " + name + " has no address");
        }
    }

    private void exchangers(String domain) throws RouteProblem {
        DnsAnswer<MailHosts> answer = resolver.mailHosts(domain);
        if (answer instanceof DnsAnswer.Unavailable<MailHosts> later) {
            throw new RouteProblem(451, "4.4.3", "name service: " + later.reason());
        }
        if (answer instanceof DnsAnswer.NotFound<MailHosts> none) {
            throw none.nameExists()
                    ? new RouteProblem(550, "5.4.4", domain + " has no mail host and no address")
                    : new RouteProblem(550, "5.1.2", "domain " + domain + " does not exist");
        }
        MailHosts hosts = ((DnsAnswer.Found<MailHosts>) answer).value();
        if (hosts.isNullMx()) {
            throw new RouteProblem(556, "5.1.10", "domain " + domain + " takes no mail (null MX)");
        }
        List<MailHost> better = withoutLoop(hosts.hosts());
        if (better.isEmpty()) {
            throw new RouteProblem(
                    554, "5.4.6", "mail for " + domain + " loops back to this host, " + ownName);
        }
        exchangers = true;
        int preference = -1;
        for (MailHost host : ordered(better)) {
            if (host.preference() != preference && !found.isEmpty()) {
                best = Math.min(best, found.size());
            }
            preference = host.preference();
            addHost(host.name());
        }
    }

    /** Those that are better than ourselves. */
    private List<MailHost> withoutLoop(List<MailHost> hosts) {
        List<MailHost> better = new ArrayList<>();
        int own =
                hosts.stream()
                        .filter(h -> h.name().equalsIgnoreCase(ownName))
                        .mapToInt(MailHost::preference)
                        .min()
                        .orElse(Integer.MAX_VALUE);
        for (MailHost host : hosts) {
            if (host.preference() < own) {
                better.add(host);
            }
        }
        return better;
    }

    private List<MailHost> ordered(List<MailHost> hosts) {
        List<MailHost> order = new ArrayList<>(hosts);
        if (rules.random()) {
            Collections.shuffle(order);
        }
        order.sort((a, b) -> Integer.compare(a.preference(), b.preference()));
        return order;
    }

    private boolean addHost(String name) throws RouteProblem {
        if (isAddress(name)) {
            add(name, literal(name));
            return true;
        }
        DnsAnswer<List<InetAddress>> answer = resolver.addresses(name);
        if (answer instanceof DnsAnswer.Found<List<InetAddress>> addresses) {
            addresses.value().forEach(a -> add(name, a));
            return true;
        }
        if (answer instanceof DnsAnswer.Unavailable<List<InetAddress>> later) {
            unavailable = later.reason();
        }
        return false;
    }

    private void add(String name, InetAddress address) {
        found.add(new Target(name, new InetSocketAddress(address, rules.port())));
    }

    private static boolean isAddress(String text) {
        return text.indexOf(':') >= 0 || isFour(text);
    }

    private static boolean isFour(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
            dots += c == '.' ? 1 : 0;
        }
        return dots == 3;
    }

    private static InetAddress literal(String address) throws RouteProblem {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException malformed) {
            throw new RouteProblem(550, "5.1.2", "[" + address + "] is not an address");
        }
    }
}
