// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.dns.MailHosts.MailHost;
import org.tubepost.api.dns.NameServers;
import org.tubepost.api.dns.Resolver;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Asks name servers through dnsjava, which follows aliases and caches by the records' own life
 * times. Called from many threads at once; each call blocks for the time limit at most.
 */
@Component(service = {Resolver.class, NameServers.class})
@Designate(ocd = ResolverSettings.class)
public final class CachingResolver implements Resolver, NameServers {
    private static final Logger LOG = LoggerFactory.getLogger(CachingResolver.class);
    private static final int DNS_PORT = 53;
    private static final int MOST_OTHERS = 64;

    private final Duration timeout;
    private final Cache cache;
    private final LookupSession session;
    private final Optional<HostsFileParser> hosts;
    private final RecentFailures failures;
    private final ResolverSettings settings;
    private final Map<List<InetAddress>, CachingResolver> others = new HashMap<>();

    /**
     * Sets the name servers.
     *
     * @throws UnknownHostException if a configured server is no address
     */
    @Activate
    public CachingResolver(ResolverSettings settings) throws UnknownHostException {
        this(settings, addresses(settings.servers()));
    }

    private CachingResolver(ResolverSettings settings, List<InetSocketAddress> servers)
            throws UnknownHostException {
        this.settings = settings;
        this.timeout = Duration.ofSeconds(settings.timeoutSeconds());
        this.cache = new Cache(DClass.IN);
        cache.setMaxEntries(settings.cacheEntries());
        cache.setMaxCache(settings.maxCacheSeconds());
        cache.setMaxNCache(Math.min(300, settings.maxCacheSeconds()));
        LookupSession.LookupSessionBuilder builder =
                LookupSession.builder()
                        .resolver(resolver(servers, timeout))
                        .cache(cache)
                        .maxRedirects(8);
        this.hosts = settings.hostsFile() ? Optional.of(new HostsFileParser()) : Optional.empty();
        this.failures = new RecentFailures(settings.failureCacheSeconds(), System::nanoTime);
        this.session = builder.build();
    }

    private static List<InetSocketAddress> addresses(String[] servers) throws UnknownHostException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String server : servers) {
            addresses.add(serverAddress(server));
        }
        return addresses;
    }

    private static org.xbill.DNS.Resolver resolver(
            List<InetSocketAddress> servers, Duration timeout) throws UnknownHostException {
        ExtendedResolver resolver;
        if (servers.isEmpty()) {
            resolver = new ExtendedResolver();
        } else {
            List<org.xbill.DNS.Resolver> each = new ArrayList<>();
            for (InetSocketAddress server : servers) {
                each.add(new SimpleResolver(server));
            }
            resolver = new ExtendedResolver(each);
        }
        resolver.setTimeout(timeout.dividedBy(2));
        resolver.setRetries(2);
        return resolver;
    }

    private static InetSocketAddress serverAddress(String server) throws UnknownHostException {
        int colon = server.lastIndexOf(':');
        boolean hasPort = colon > 0 && (server.indexOf(':') == colon || server.contains("]:"));
        String host = hasPort ? server.substring(0, colon) : server;
        int port = hasPort ? Integer.parseInt(server.substring(colon + 1)) : DNS_PORT;
        return new InetSocketAddress(
                InetAddress.getByName(host.replace("[", "").replace("]", "")), port);
    }

    @Override
    public DnsAnswer<List<InetAddress>> addresses(String host) {
        List<InetAddress> local = hostsFile(host);
        if (!local.isEmpty()) {
            return new DnsAnswer.Found<>(local, false);
        }
        DnsAnswer<List<InetAddress>> six = ask(host, Type.AAAA, r -> ((AAAARecord) r).getAddress());
        DnsAnswer<List<InetAddress>> four = ask(host, Type.A, r -> ((ARecord) r).getAddress());
        if (six instanceof DnsAnswer.Found<List<InetAddress>> v6
                && four instanceof DnsAnswer.Found<List<InetAddress>> v4) {
            return new DnsAnswer.Found<>(
                    inTurn(v6.value(), v4.value()), v6.authentic() && v4.authentic());
        }
        if (four instanceof DnsAnswer.Found) {
            return four;
        }
        // "Don't know" about one family must not become "does not exist".
        return six instanceof DnsAnswer.Found || four instanceof DnsAnswer.NotFound ? six : four;
    }

    /** IPv6 first, and the families in turn: who tries a few tries both (RFC 6724, RFC 8305). */
    private static List<InetAddress> inTurn(List<InetAddress> six, List<InetAddress> four) {
        List<InetAddress> both = new ArrayList<>();
        for (int i = 0; i < Math.max(six.size(), four.size()); i++) {
            six.stream().skip(i).findFirst().ifPresent(both::add);
            four.stream().skip(i).findFirst().ifPresent(both::add);
        }
        return both;
    }

    /** A host that the file names in one family is not looked for in the other. */
    private List<InetAddress> hostsFile(String host) {
        List<InetAddress> found = new ArrayList<>();
        if (hosts.isPresent()) {
            try {
                Name name = Name.fromString(host.endsWith(".") ? host : host + ".");
                hosts.get().getAddressForHost(name, Type.AAAA).ifPresent(found::add);
                hosts.get().getAddressForHost(name, Type.A).ifPresent(found::add);
            } catch (IOException unreadable) {
                LOG.warn("The hosts file cannot be read: {}", unreadable.toString());
            }
        }
        return found;
    }

    @Override
    public DnsAnswer<MailHosts> mailHosts(String domain) {
        DnsAnswer<List<MailHost>> exchangers =
                ask(
                        domain,
                        Type.MX,
                        r -> {
                            MXRecord mx = (MXRecord) r;
                            return new MailHost(mx.getPriority(), text(mx.getTarget()));
                        });
        if (exchangers instanceof DnsAnswer.Found<List<MailHost>> found) {
            return new DnsAnswer.Found<>(ordered(found.value()), found.authentic());
        }
        if (exchangers instanceof DnsAnswer.Unavailable<List<MailHost>> away) {
            return new DnsAnswer.Unavailable<>(away.reason());
        }
        DnsAnswer<List<InetAddress>> addresses = addresses(domain);
        if (addresses instanceof DnsAnswer.Found<List<InetAddress>> found) {
            MailHosts itself = new MailHosts(List.of(new MailHost(0, domain)), true);
            return new DnsAnswer.Found<>(itself, found.authentic());
        }
        if (addresses instanceof DnsAnswer.Unavailable<List<InetAddress>> away) {
            return new DnsAnswer.Unavailable<>(away.reason());
        }
        return new DnsAnswer.NotFound<>(
                ((DnsAnswer.NotFound<List<InetAddress>>) addresses).nameExists());
    }

    /**
     * One record with an empty target is a null MX; it is ignored beside others (RFC 7505 section
     * 3).
     */
    private static MailHosts ordered(List<MailHost> exchangers) {
        List<MailHost> named =
                exchangers.stream()
                        .filter(h -> !h.name().isEmpty())
                        .sorted(Comparator.comparingInt(MailHost::preference))
                        .toList();
        return named.isEmpty() ? MailHosts.NULL_MX : new MailHosts(named, false);
    }

    @Override
    public DnsAnswer<List<String>> texts(String name) {
        return ask(name, Type.TXT, r -> String.join("", ((TXTRecord) r).getStrings()));
    }

    @Override
    public DnsAnswer<List<String>> names(InetAddress address) {
        return ask(
                ReverseMap.fromAddress(address).toString(),
                Type.PTR,
                r -> text(((PTRRecord) r).getTarget()));
    }

    @Override
    public void flush() {
        cache.clearCache();
        failures.clear();
        synchronized (others) {
            others.clear();
        }
    }

    @Override
    public Resolver asking(List<InetAddress> servers) {
        synchronized (others) {
            if (others.size() >= MOST_OTHERS) {
                others.clear();
            }
            return others.computeIfAbsent(List.copyOf(servers), this::other);
        }
    }

    private CachingResolver other(List<InetAddress> servers) {
        try {
            return new CachingResolver(
                    settings,
                    servers.stream().map(s -> new InetSocketAddress(s, DNS_PORT)).toList());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private <T> DnsAnswer<List<T>> ask(String host, int type, Function<Record, T> reading) {
        String question = host.toLowerCase(Locale.ROOT) + " " + Type.string(type);
        Optional<DnsAnswer<List<T>>> failed = failures.find(question);
        if (failed.isPresent()) {
            return failed.get();
        }
        DnsAnswer<List<T>> answer = askServers(host, type, reading);
        if (answer instanceof DnsAnswer.Unavailable<List<T>> unavailable) {
            failures.add(question, unavailable.reason());
        }
        return answer;
    }

    private <T> DnsAnswer<List<T>> askServers(String host, int type, Function<Record, T> reading) {
        try {
            Name name = Name.fromString(host.endsWith(".") ? host : host + ".");
            List<Record> records =
                    session.lookupAsync(name, type, DClass.IN)
                            .toCompletableFuture()
                            .get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS)
                            .getRecords();
            if (records.isEmpty()) {
                return new DnsAnswer.NotFound<>(true);
            }
            return new DnsAnswer.Found<>(records.stream().map(reading).toList(), false);
        } catch (TextParseException noName) {
            return new DnsAnswer.NotFound<>(false);
        } catch (ExecutionException | CompletionException failed) {
            return failure(host, type, failed.getCause());
        } catch (TimeoutException late) {
            return new DnsAnswer.Unavailable<>("name servers did not answer in time for " + host);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new DnsAnswer.Unavailable<>("interrupted");
        }
    }

    private static <T> DnsAnswer<List<T>> failure(String host, int type, Throwable cause) {
        if (cause instanceof NoSuchDomainException) {
            return new DnsAnswer.NotFound<>(false);
        } else if (cause instanceof NoSuchRRSetException) {
            return new DnsAnswer.NotFound<>(true);
        }
        LOG.debug("Lookup of {} {} failed", host, Type.string(type), cause);
        return new DnsAnswer.Unavailable<>(
                "lookup of "
                        + host
                        + " failed: "
                        + (cause instanceof IOException ? cause.getMessage() : cause));
    }

    private static String text(Name name) {
        String text = name.toString(true).toLowerCase(Locale.ROOT);
        return text.equals(".") || text.equals("@") ? "" : text;
    }
}
