// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Knows which types of events anybody wants, from the topics of the handlers that are registered:
 * what nobody wants is not even collected. Thread-safe.
 */
final class Handlers implements AutoCloseable {
    private final Set<EventType> posted;
    private final Map<ServiceReference<EventHandler>, List<String>> topics =
            new ConcurrentHashMap<>();
    private final ServiceTracker<EventHandler, ServiceReference<EventHandler>> tracker;
    private volatile Set<EventType> wanted = Set.of();

    /**
     * Begins to watch.
     *
     * @param posted types that the settings permit
     */
    Handlers(BundleContext context, Set<EventType> posted) {
        this.posted = posted;
        this.tracker = new ServiceTracker<>(context, EventHandler.class, new Topics());
        tracker.open();
    }

    /** True when somebody wants events of a type. */
    boolean want(EventType type) {
        return wanted.contains(type);
    }

    @Override
    public void close() {
        tracker.close();
    }

    private synchronized void count() {
        EnumSet<EventType> some = EnumSet.noneOf(EventType.class);
        for (EventType type : posted) {
            if (topics.values().stream().anyMatch(t -> t.stream().anyMatch(type::isAskedForBy))) {
                some.add(type);
            }
        }
        wanted = some;
    }

    private static List<String> topics(ServiceReference<EventHandler> reference) {
        Object property = reference.getProperty(EventConstants.EVENT_TOPIC);
        if (property instanceof String[] several) {
            return List.of(several);
        } else if (property instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return property == null ? List.of() : List.of(property.toString());
    }

    /** Keeps topics only; handlers themselves are EventAdmin's matter. */
    private final class Topics
            implements ServiceTrackerCustomizer<EventHandler, ServiceReference<EventHandler>> {
        @Override
        public ServiceReference<EventHandler> addingService(
                ServiceReference<EventHandler> reference) {
            topics.put(reference, topics(reference));
            count();
            return reference;
        }

        @Override
        public void modifiedService(
                ServiceReference<EventHandler> reference, ServiceReference<EventHandler> same) {
            addingService(reference);
        }

        @Override
        public void removedService(
                ServiceReference<EventHandler> reference, ServiceReference<EventHandler> same) {
            topics.remove(reference);
            count();
        }
    }
}
