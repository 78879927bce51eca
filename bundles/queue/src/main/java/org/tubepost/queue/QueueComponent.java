// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueAdministration;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueListener;
import org.tubepost.api.queue.QueueView;
import org.tubepost.journal.JournalOptions;

/**
 * Opens the queue when its bundle starts, tells the listeners that are registered as services, and
 * reclaims old segments in the background. If the journal cannot be opened the component does not
 * start.
 */
@Component(
        immediate = true,
        service = {})
@Designate(ocd = QueueSettings.class)
public final class QueueComponent {
    private static final Logger LOG = LoggerFactory.getLogger(QueueComponent.class);

    private final ServiceTracker<QueueListener, QueueListener> listeners;
    private final LeasedMailLog log;
    private final JournaledQueue queue;
    private final ServiceRegistration<?> registration;
    private final Disposals disposals;
    private final ScheduledExecutorService background;

    /** Opens the journal. */
    @Activate
    public QueueComponent(BundleContext context, QueueSettings settings) throws IOException {
        if (settings.segmentMebibytes() < 1 || settings.segmentMebibytes() >= 4_096) {
            throw new IllegalArgumentException("segmentMebibytes must be 1 to 4095");
        }
        listeners = new ServiceTracker<>(context, QueueListener.class, null);
        listeners.open();
        log = new LeasedMailLog(context);
        queue =
                new JournaledQueue(
                        folder(settings),
                        JournalOptions.named("queue")
                                .withSegmentOctets((long) settings.segmentMebibytes() << 20),
                        settings,
                        Clock.systemUTC(),
                        log,
                        this::tell);
        background =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "queue-reclaim");
                            thread.setDaemon(true);
                            thread.setPriority(Thread.MIN_PRIORITY);
                            return thread;
                        });
        disposals = new Disposals(context, queue, log, Clock.systemUTC());
        background.scheduleWithFixedDelay(this::dispose, 1, 1, TimeUnit.SECONDS);
        background.scheduleWithFixedDelay(
                this::reclaim,
                settings.reclaimSeconds(),
                settings.reclaimSeconds(),
                TimeUnit.SECONDS);
        Dictionary<String, Object> properties = new Hashtable<>();
        registration =
                context.registerService(
                        new String[] {
                            Queue.class.getName(),
                            QueueView.class.getName(),
                            QueueAdministration.class.getName(),
                            MeterSource.class.getName()
                        },
                        queue,
                        properties);
    }

    private static Path folder(QueueSettings settings) {
        return HomeDirectory.given(settings.directory(), "data", "queue");
    }

    @Deactivate
    void close() throws IOException {
        registration.unregister();
        background.shutdownNow();
        disposals.close();
        listeners.close();
        queue.close();
        log.close();
    }

    private void tell(QueueEntry entry) {
        for (QueueListener listener : listeners.getTracked().values()) {
            listener.changed(entry);
        }
    }

    private void dispose() {
        try {
            disposals.run();
        } catch (RuntimeException bug) {
            LOG.error("Returning and redirecting stumbled", bug);
        }
    }

    private void reclaim() {
        try {
            queue.reclaim();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Old segments of the queue could not be reclaimed", failed);
        }
    }
}
