// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.security.LoginEvent;
import org.tubepost.api.security.LoginListener;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxListener;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.api.store.QuotaListener;

/**
 * Carries what the house tells its listeners to the OSGi event bus (docs/events.md). Whoever tells
 * it something only puts it into a bounded queue, and not even that when no handler wants it; one
 * thread sends, in order, and waits for the handlers: so handlers that are slow cost events, not
 * memory. Without an EventAdmin events are dropped.
 */
@Component(
        immediate = true,
        service = {
            MailboxListener.class,
            LoginListener.class,
            QuotaListener.class,
            MeterSource.class
        })
@Designate(ocd = EventSettings.class)
public final class EventBridge
        implements MailboxListener, LoginListener, QuotaListener, MeterSource {
    private static final Logger LOG = LoggerFactory.getLogger(EventBridge.class);
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** Changes after which a loss is told, if those who make changes leave no pause. */
    private static final int LOST_TOLD_EVERY = 1000;

    private final BlockingQueue<Runnable> waiting;
    private final Handlers handlers;
    private final HeaderSource headers;
    private final ServiceLeases<EventAdmin> buses;
    private final Translation translation;
    private final Clock clock;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final Thread sender = new Thread(this::send, "events");
    private long lostTold;
    private int sinceTold;
    private volatile boolean closing;

    /** Begins to carry events. */
    @Activate
    public EventBridge(BundleContext context, EventSettings settings) {
        this(context, settings, Clock.systemUTC());
    }

    EventBridge(BundleContext context, EventSettings settings, Clock clock) {
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(Math.max(1, settings.queueLimit()));
        this.handlers = new Handlers(context, types(settings));
        this.headers = new HeaderSource(context, settings.maxHeaderSize());
        this.buses = ServiceLeases.of(context, EventAdmin.class, DRAIN);
        this.translation = new Translation(hostName(), headers, this::send);
        sender.setDaemon(true);
        sender.start();
    }

    private static Set<EventType> types(EventSettings settings) {
        EnumSet<EventType> types = EnumSet.noneOf(EventType.class);
        for (String name : String.join(",", settings.types()).split(",")) {
            if (!name.isBlank()) {
                types.add(EventType.named(name));
            }
        }
        return types.isEmpty() ? EnumSet.allOf(EventType.class) : types;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** Ends; what waits is dropped. */
    @Deactivate
    void close() throws InterruptedException {
        closing = true;
        sender.interrupt();
        sender.join(DRAIN.toMillis());
        handlers.close();
        headers.close();
        buses.close();
    }

    @Override
    public void changed(MailboxEvent event) {
        for (EventType type : Translation.types(event.kind())) {
            if (handlers.want(type)) {
                Instant now = clock.instant();
                put(() -> translation.mailbox(event, now));
                return;
            }
        }
    }

    @Override
    public void changed(LoginEvent event) {
        if (handlers.want(EventType.LOGIN) || handlers.want(EventType.LOGOUT)) {
            put(() -> translation.login(event));
        }
    }

    @Override
    public void changed(QuotaEvent event) {
        if (handlers.want(EventType.QUOTA_EXCEED) || handlers.want(EventType.QUOTA_WITHIN)) {
            put(() -> translation.quota(event));
        }
    }

    private void put(Runnable work) {
        if (!waiting.offer(work)) {
            lost.incrementAndGet();
        }
    }

    private void send() {
        while (!closing) {
            try {
                waiting.take().run();
                long missing = lost.get();
                boolean due = waiting.isEmpty() || ++sinceTold > LOST_TOLD_EVERY;
                if (missing > lostTold && due) {
                    sinceTold = 0;
                    translation.lost(missing - lostTold, clock.instant());
                    lostTold = missing;
                }
            } catch (InterruptedException stop) {
                // The flag decides; a handler may have left an interrupt behind.
                continue;
            } catch (RuntimeException failed) {
                LOG.warn("An event was not sent", failed);
            }
        }
    }

    private void send(EventType type, Properties properties) {
        if (!handlers.want(type)) {
            return;
        }
        try (Lease<EventAdmin> bus = buses.lease("").orElse(null)) {
            if (bus != null) {
                bus.service().sendEvent(new Event(type.topic(), properties.asMap()));
                sent.incrementAndGet();
            }
        }
    }

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.of("events_sent_total", sent.get()),
                Reading.of("events_lost_total", lost.get()),
                Reading.of("events_waiting", waiting.size()));
    }
}
