// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;

/**
 * Makes the tables of {@code etc/mappings} services, with the lowest ranking, so that a bundle's
 * table of the same name stands before the file's; and answers probes for transactions, each on the
 * tables of its generation.
 */
@Component(service = {GenerationUser.class, MappingTables.class})
public final class FileTables implements GenerationUser, MappingTables {
    /** Tables may ask each other, and themselves, this deep. */
    private static final int MOST_NESTED = 20;

    /** Tables of the language that no room asks yet: silence would look like protection. */
    private static final Set<String> LATER =
            Set.of(
                    "FROM_ACCESS",
                    "MAIL_ACCESS",
                    "ORIG_MAIL_ACCESS",
                    "REVERSE",
                    "FORWARD",
                    "CONVERSIONS");

    private final BundleContext context;
    private final ServiceLeases<MappingTable> leases;
    private final ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);
    private final Map<Generation, Map<String, CompiledTable>> compiled =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<String, ServiceRegistration<MappingTable>> registrations = new HashMap<>();

    private volatile Generation inForce;

    /** Nothing is registered before the first generation. */
    @Activate
    public FileTables(BundleContext context) {
        this.context = context;
        this.leases =
                new ServiceLeases<>(
                        context,
                        MappingTable.class,
                        MappingTable.NAME,
                        Duration.ofSeconds(5),
                        new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    synchronized void close() {
        leases.close();
        registrations.values().forEach(ServiceRegistration::unregister);
        registrations.clear();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        List<Problem> problems = new ArrayList<>();
        compile(candidate).values().forEach(t -> problems.addAll(t.problems()));
        candidate.mappings().values().stream()
                .filter(t -> LATER.contains(t.name()))
                .forEach(
                        t ->
                                problems.add(
                                        new Problem(
                                                t.location(),
                                                Problem.Severity.WARNING,
                                                "table "
                                                        + t.name()
                                                        + " is not in force yet: nobody asks it")));
        return problems;
    }

    @Override
    public synchronized void activate(Generation generation) {
        inForce = generation;
        Map<String, CompiledTable> next = compile(generation);
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
        int outer = depth.get();
        if (outer == MOST_NESTED) {
            probe.trace()
                    .add(
                            "mapping",
                            name + " " + probe.input(),
                            "tables ask each other in a circle");
            return Optional.empty();
        }
        depth.set(outer + 1);
        try (Lease<MappingTable> offered = leases.lease(name).orElse(null)) {
            if (offered != null && !(offered.service() instanceof FileTable)) {
                return offered.service().probe(probe);
            }
            CompiledTable own = compile(generation).get(name);
            return own == null
                    ? Optional.empty()
                    : own.probe(probe, (other, p) -> probe(generation, other, p));
        } finally {
            if (outer == 0) {
                depth.remove();
            } else {
                depth.set(outer);
            }
        }
    }

    private Map<String, CompiledTable> compile(Generation generation) {
        return compiled.computeIfAbsent(
                generation,
                g -> {
                    Map<String, CompiledTable> made = new LinkedHashMap<>();
                    g.mappings().forEach((name, table) -> made.put(name, new CompiledTable(table)));
                    return made;
                });
    }
}
