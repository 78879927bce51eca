// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.tubepost.api.routing.MappingTable;

/**
 * Makes the tables of {@code etc/mappings} services, with the lowest ranking, so that a bundle's
 * table of the same name stands before the file's.
 */
@Component
public final class FileTables implements GenerationUser {
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
    private final LeasedTables leased;
    private final Map<Generation, Map<String, CompiledTable>> compiled =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<String, FileTable> tables = new HashMap<>();
    private final Map<String, ServiceRegistration<MappingTable>> registrations = new HashMap<>();

    /** Nothing is registered before the first generation. */
    @Activate
    public FileTables(BundleContext context) {
        this.context = context;
        this.leased = new LeasedTables(context);
    }

    @Deactivate
    synchronized void close() {
        leased.close();
        registrations.values().forEach(ServiceRegistration::unregister);
        registrations.clear();
        tables.clear();
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
        Map<String, CompiledTable> next = compile(generation);
        next.forEach(this::put);
        for (String name : List.copyOf(registrations.keySet())) {
            if (!next.containsKey(name)) {
                registrations.remove(name).unregister();
                tables.remove(name);
            }
        }
    }

    private void put(String name, CompiledTable table) {
        FileTable existing = tables.get(name);
        if (existing != null) {
            existing.replace(table);
            return;
        }
        FileTable added = new FileTable(table, leased);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(MappingTable.NAME, name);
        properties.put(Constants.SERVICE_RANKING, Integer.MIN_VALUE);
        tables.put(name, added);
        registrations.put(name, context.registerService(MappingTable.class, added, properties));
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
