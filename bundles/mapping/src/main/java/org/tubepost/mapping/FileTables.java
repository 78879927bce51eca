// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.config.Problem;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;

/**
 * Makes the tables of {@code etc/mappings} services, with the lowest ranking, so that a bundle's
 * table of the same name stands before the file's; and answers probes for transactions, each on the
 * tables of its generation. Asked from many threads at once; a generation is compiled aside, so
 * that probes do not wait for it.
 */
@Component(service = {GenerationUser.class, MappingTables.class})
public final class FileTables implements GenerationUser, MappingTables {
    /**
     * Tables may ask each other, and themselves, this deep. Beyond it nobody can say: a table of
     * access that is asked in a circle refuses for now, and does not let through.
     */
    private static final int MOST_NESTED = 20;

    private final BundleContext context;
    private final ServiceLeases<MappingTable> leases;
    private final Outside outside;
    private final Map<Generation, Map<String, CompiledTable>> compiled = new WeakHashMap<>();
    private final Map<String, ServiceRegistration<MappingTable>> registrations = new HashMap<>();

    /**
     * Tables that this thread is asking, the outermost first. A table of a bundle may ask a table
     * of the file, which asks it again: the question does not say how deep it is, the thread does.
     */
    private final ThreadLocal<Deque<String>> asked = ThreadLocal.withInitial(ArrayDeque::new);

    private volatile Generation inForce;

    /** Nothing is registered before the first generation. */
    @Activate
    public FileTables(BundleContext context) {
        this(context, HomeDirectory.path("data", "mapping", "sequences"));
    }

    /** With a folder for the files of sequences. */
    FileTables(BundleContext context, Path sequences) {
        this.context = context;
        this.outside = new Outside(context, new Sequences(sequences));
        this.leases =
                ServiceLeases.named(
                        context, MappingTable.class, MappingTable.NAME, Duration.ofSeconds(5));
    }

    @Deactivate
    synchronized void close() {
        leases.close();
        outside.close();
        registrations.values().forEach(ServiceRegistration::unregister);
        registrations.clear();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return TableChecks.problems(candidate, compile(candidate));
    }

    @Override
    public synchronized void activate(Generation generation) {
        Map<String, CompiledTable> next = compile(generation);
        inForce = generation;
        next.keySet().forEach(this::register);
        for (String name : List.copyOf(registrations.keySet())) {
            if (!next.containsKey(name)) {
                registrations.remove(name).unregister();
            }
        }
    }

    private void register(String name) {
        registrations.computeIfAbsent(
                name,
                n -> {
                    Dictionary<String, Object> properties = new Hashtable<>();
                    properties.put(MappingTable.NAME, n);
                    properties.put(Constants.SERVICE_RANKING, Integer.MIN_VALUE);
                    return context.registerService(
                            MappingTable.class, new FileTable(n, this), properties);
                });
    }

    /** The generation in force; null before the first. */
    Generation inForce() {
        return inForce;
    }

    @Override
    public Optional<MappingTable.Result> probe(Generation generation, String table, Probe probe) {
        String name = table.toUpperCase(Locale.ROOT);
        Deque<String> names = asked.get();
        if (names.size() >= MOST_NESTED) {
            String circle = circle(names, name);
            probe.trace().add("mapping", name + " " + probe.input(), circle);
            throw new UncheckedIOException(new IOException(circle));
        }
        names.addLast(name);
        try {
            return ask(generation, name, probe);
        } finally {
            names.removeLast();
            if (names.isEmpty()) {
                asked.remove();
            }
        }
    }

    private static String circle(Deque<String> names, String next) {
        return "tables ask each other more than "
                + MOST_NESTED
                + " deep: "
                + names.stream().distinct().collect(Collectors.joining(", "))
                + ", and "
                + next
                + " again";
    }

    private Optional<MappingTable.Result> ask(Generation generation, String name, Probe probe) {
        try (Lease<MappingTable> offered = leases.lease(name).orElse(null)) {
            if (offered != null && !(offered.service() instanceof FileTable)) {
                return offered.service().probe(probe);
            }
        }
        CompiledTable own = compile(generation).get(name);
        return own == null
                ? Optional.empty()
                : own.probe(probe, new Asking(this, outside, generation));
    }

    private Map<String, CompiledTable> compile(Generation generation) {
        synchronized (compiled) {
            Map<String, CompiledTable> known = compiled.get(generation);
            if (known != null) {
                return known;
            }
        }
        Map<String, CompiledTable> made = new LinkedHashMap<>();
        generation.mappings().forEach((name, table) -> made.put(name, new CompiledTable(table)));
        synchronized (compiled) {
            Map<String, CompiledTable> first = compiled.putIfAbsent(generation, made);
            return first == null ? made : first;
        }
    }
}
