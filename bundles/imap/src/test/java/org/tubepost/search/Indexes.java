// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.store.MailboxListener;
import org.tubepost.api.store.SearchIndex;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** The real search index without a container. */
public final class Indexes implements AutoCloseable {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final SearchComponent component;
    private final List<ServiceRegistration<?>> registrations;

    private Indexes(SearchComponent component, List<ServiceRegistration<?>> registrations) {
        this.component = component;
        this.registrations = registrations;
    }

    /** Opens one in a folder. */
    public static Indexes open(
            SmallFramework framework, Path directory, Map<String, Object> settings)
            throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("directory", directory.toString());
        all.putIfAbsent("delayMilliseconds", 1);
        all.putIfAbsent("processorPercent", 100);
        SearchComponent component =
                new SearchComponent(
                        framework.context(), ComponentSettings.of(SearchSettings.class, all));
        return new Indexes(
                component,
                List.of(
                        framework.register(SearchIndex.class, component, Map.of()),
                        framework.register(MailboxListener.class, component, Map.of())));
    }

    /** The service. */
    public SearchIndex index() {
        return component;
    }

    /** Waits until it knows a number of messages. */
    public void await(long messages) throws InterruptedException {
        until(status -> status.ready() && status.messages() == messages);
    }

    /** Waits until it is in a state. */
    public void until(Predicate<SearchIndex.Status> state) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!state.test(component.status())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It is still " + component.status());
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
        component.deactivate();
    }
}
