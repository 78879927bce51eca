// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/**
 * The rewrite engine of the house: rules are compiled once for each generation, an address costs a
 * few hash lookups. Called from many threads at once. Rules that ask the directory or a routine
 * block; when it is away the address is refused for now.
 */
@Component(property = AddressRewriter.NAME + "=rules")
public final class RuleEngine implements AddressRewriter, GenerationUser {

    /** A generation with its rules; the one in force is found without a lock. */
    private record InForce(Generation generation, RuleTable table) {}

    private final Map<Generation, RuleTable> tables =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final Nesting nesting = new Nesting();
    private final Services services;
    private final Runnable end;
    private volatile InForce inForce = new InForce(null, null);

    /** Begins to watch for the rooms that rules may ask. */
    @Activate
    public RuleEngine(BundleContext context) {
        LeasedServices leased = new LeasedServices(context);
        services = leased;
        end = leased::close;
    }

    // Two parameters, because the framework tells constructors apart by their number only.
    private RuleEngine(Services services, Runnable end) {
        this.services = services;
        this.end = end;
    }

    /** An engine outside of a framework, for instance in a benchmark. */
    public static RuleEngine standingAlone(Services services) {
        return new RuleEngine(services, () -> {});
    }

    @Deactivate
    void close() {
        end.run();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return table(candidate).problems();
    }

    @Override
    public void activate(Generation generation) {
        inForce = new InForce(generation, table(generation));
    }

    @Override
    public Route rewrite(MailAddress address, RewriteContext context) {
        RuleTable table = table(context.generation());
        return nesting.within(
                address,
                context.trace(),
                () -> new Rewriting(table, context, services, address).run());
    }

    @Override
    public boolean mayChangeHeaders(Generation generation) {
        return table(generation).mayChangeHeaders();
    }

    private RuleTable table(Generation generation) {
        InForce now = inForce;
        return now.generation() == generation
                ? now.table()
                : tables.computeIfAbsent(generation, RuleTable::new);
    }
}
