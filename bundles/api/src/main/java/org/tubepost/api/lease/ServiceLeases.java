// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Leases services of one interface that come and go, chosen by a service property. When a service
 * is being unregistered no new lease is given, {@link Listener#leaving} is told, and the
 * unregistration waits until the open leases are closed or the drain time is over: so a bundle can
 * be stopped or updated while its service works, and the call under way ends well.
 *
 * <p>Of several services with the same key the one with the highest ranking is leased. Thread-safe.
 *
 * @param <T> service interface
 */
public final class ServiceLeases<T> implements AutoCloseable {
    private final BundleContext context;
    private final String keyProperty;
    private final Duration drain;
    private final Listener<T> listener;
    private final List<Held<T>> held = new CopyOnWriteArrayList<>();
    private final ServiceTracker<T, Held<T>> tracker;

    /**
     * Told when services come and go. Calls come on the thread that registers or unregisters.
     *
     * @param <T> service interface
     */
    public interface Listener<T> {

        /** A service can be leased from now on. */
        default void arrived(String key) {}

        /**
         * A service is going: end what is under way with it soon. Leases that stay open past the
         * drain time are left behind.
         */
        default void leaving(String key, T service) {}
    }

    /**
     * Opens the leases.
     *
     * @param context of the bundle that uses the services
     * @param type service interface
     * @param keyProperty service property that names a service; empty when there is only one kind,
     *     which then has the key {@code ""}
     * @param drain how long an unregistration waits for open leases
     * @param listener told when services come and go
     */
    public ServiceLeases(
            BundleContext context,
            Class<T> type,
            String keyProperty,
            Duration drain,
            Listener<T> listener) {
        this.context = context;
        this.keyProperty = keyProperty;
        this.drain = drain;
        this.listener = listener;
        this.tracker = new ServiceTracker<>(context, type, new Customizer());
        tracker.open();
    }

    /**
     * Opens leases of a service of which there is only one kind, under the key {@code ""}.
     *
     * @param context of the bundle that uses the service
     * @param type service interface
     * @param drain how long an unregistration waits for open leases
     */
    public static <T> ServiceLeases<T> of(BundleContext context, Class<T> type, Duration drain) {
        return named(context, type, "", drain);
    }

    /**
     * As {@link #of(BundleContext, Class, Duration)}.
     *
     * @param leaving ends soon what is under way with a service that is going
     */
    public static <T> ServiceLeases<T> of(
            BundleContext context, Class<T> type, Duration drain, Runnable leaving) {
        return new ServiceLeases<>(
                context,
                type,
                "",
                drain,
                new Listener<T>() {
                    @Override
                    public void leaving(String key, T service) {
                        leaving.run();
                    }
                });
    }

    /**
     * Opens leases of services that a property names.
     *
     * @param keyProperty the service property
     */
    public static <T> ServiceLeases<T> named(
            BundleContext context, Class<T> type, String keyProperty, Duration drain) {
        return new ServiceLeases<>(context, type, keyProperty, drain, new Listener<>() {});
    }

    /** Leases the best service with this key; empty while there is none. */
    public Optional<Lease<T>> lease(String key) {
        for (Held<T> candidate : held) {
            if (candidate.key.equals(key)) {
                Optional<NamedLease<T>> lease = candidate.lease();
                if (lease.isPresent()) {
                    return lease.map(l -> l);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Leases all services whose property has a value, best first. The caller closes each.
     *
     * @param property service property with one value or several
     * @param otherwise value of services without the property
     * @param wanted the value
     */
    public List<NamedLease<T>> leaseAll(String property, String otherwise, String wanted) {
        List<NamedLease<T>> leases = new ArrayList<>();
        for (Held<T> candidate : held) {
            if (values(candidate.reference.getProperty(property), otherwise).contains(wanted)) {
                candidate.lease().ifPresent(leases::add);
            }
        }
        return leases;
    }

    private static Set<String> values(Object property, String otherwise) {
        if (property instanceof String[] several) {
            return Set.of(several);
        }
        return Set.of(property == null ? otherwise : property.toString());
    }

    /** Keys of the services that can be leased now. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        held.forEach(h -> keys.add(h.key));
        return keys;
    }

    /** Gives all services back, each after its open leases or the drain time. */
    @Override
    public void close() {
        tracker.close();
    }

    private String keyOf(ServiceReference<T> reference) {
        Object value = keyProperty.isEmpty() ? "" : reference.getProperty(keyProperty);
        return value == null ? "" : value.toString();
    }

    private final class Customizer implements ServiceTrackerCustomizer<T, Held<T>> {
        @Override
        public Held<T> addingService(ServiceReference<T> reference) {
            T service = context.getService(reference);
            if (service == null) {
                return null;
            }
            Held<T> added = new Held<>(reference, keyOf(reference), service);
            insert(added);
            listener.arrived(added.key);
            return added;
        }

        @Override
        public void modifiedService(ServiceReference<T> reference, Held<T> service) {
            held.remove(service);
            service.key = keyOf(reference);
            insert(service);
        }

        @Override
        public void removedService(ServiceReference<T> reference, Held<T> service) {
            held.remove(service);
            service.refuse();
            listener.leaving(service.key, service.service);
            service.awaitIdle(drain);
            context.ungetService(reference);
        }

        private void insert(Held<T> added) {
            synchronized (held) {
                List<Held<T>> sorted = new ArrayList<>(held);
                sorted.add(added);
                sorted.sort(
                        Comparator.<Held<T>, ServiceReference<T>>comparing(h -> h.reference)
                                .reversed());
                held.clear();
                held.addAll(sorted);
            }
        }
    }

    /** One tracked service and how many leases are open. */
    private static final class Held<T> {
        private final ServiceReference<T> reference;
        private final T service;
        private volatile String key;
        private int open;
        private boolean refusing;

        Held(ServiceReference<T> reference, String key, T service) {
            this.reference = reference;
            this.key = key;
            this.service = service;
        }

        synchronized Optional<NamedLease<T>> lease() {
            if (refusing) {
                return Optional.empty();
            }
            open++;
            return Optional.of(new OpenLease<>(this));
        }

        synchronized void refuse() {
            refusing = true;
        }

        synchronized void giveBack() {
            open--;
            notifyAll();
        }

        synchronized void awaitIdle(Duration atMost) {
            long end = System.nanoTime() + atMost.toNanos();
            long left = atMost.toMillis();
            while (open > 0 && left > 0) {
                try {
                    wait(left);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = (end - System.nanoTime()) / 1_000_000;
            }
        }
    }

    private static final class OpenLease<T> implements NamedLease<T> {
        private final Held<T> held;
        private boolean closed;

        OpenLease(Held<T> held) {
            this.held = held;
        }

        @Override
        public T service() {
            return held.service;
        }

        @Override
        public String key() {
            return held.key;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            held.giveBack();
        }
    }
}
