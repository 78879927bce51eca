// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.config.Problem;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.queue.JobControl;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueListener;
import org.tubepost.api.queue.QueueView;

/**
 * The job controller as a component: brings queue, configuration and channel programs to the {@link
 * Engine}. A channel program is leased for one attempt: while there is none its entries wait, and
 * no attempt is counted. What the queue holds is taken over in the background after the start and
 * after a generation that changes times, while mail flows. A stop starts nothing more, waits for
 * what is under way, then interrupts it; what was not settled stays queued as it was.
 */
@Component(
        immediate = true,
        service = {JobControl.class, QueueListener.class, GenerationUser.class, MeterSource.class})
@Designate(ocd = JobSettings.class)
public final class JobController implements JobControl, QueueListener, GenerationUser, MeterSource {
    private static final Logger LOG = LoggerFactory.getLogger(JobController.class);
    private static final long AFTER_INTERRUPT_SECONDS = 5;

    private final JobSettings settings;
    private final QueueView view;
    private final ServiceLeases<Channel> programs;
    private final ServiceLeases<DeliveryReports> reports;
    private final StoppedChannels stopped;
    private final LeasedMailLog log;
    private final ExecutorService threads;
    private final Engine engine;
    private final Thread scheduler;
    private volatile Map<String, ChannelPlan> plans = Map.of();

    /** Takes over what the queue holds; nothing is delivered before the first generation. */
    @Activate
    public JobController(
            BundleContext context,
            JobSettings settings,
            @Reference Queue queue,
            @Reference QueueView view)
            throws IOException {
        this(
                context,
                settings,
                queue,
                view,
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * A controller in a time of its own.
     *
     * @param nanoTime monotonic
     * @param random 0 to 1, spreads pauses
     */
    JobController(
            BundleContext context,
            JobSettings settings,
            Queue queue,
            QueueView view,
            Clock clock,
            LongSupplier nanoTime,
            DoubleSupplier random)
            throws IOException {
        this.settings = settings;
        this.view = view;
        this.stopped = new StoppedChannels(folder(settings).resolve("stopped"));
        AtomicInteger count = new AtomicInteger();
        this.threads =
                Executors.newCachedThreadPool(
                        task -> new Thread(task, "delivery-" + count.incrementAndGet()));
        Duration drain = Duration.ofSeconds(settings.drainSeconds());
        Presence presence = new Presence();
        this.programs =
                new ServiceLeases<>(context, Channel.class, Channel.PROGRAM, drain, presence);
        this.reports = ServiceLeases.of(context, DeliveryReports.class, drain);
        this.log = new LeasedMailLog(context);
        Deliverer deliverer =
                new Deliverer(
                        queue,
                        programs::lease,
                        this::report,
                        log,
                        Duration.ofSeconds(settings.attemptSeconds()),
                        clock,
                        random);
        this.engine =
                new Engine(
                        new SteadyTime(clock, nanoTime),
                        settings.jobsPerDestination(),
                        threads,
                        turn -> deliver(deliverer, turn));
        presence.begin();
        this.scheduler = new Thread(this::run, "job-controller");
        scheduler.start();
    }

    private static Path folder(JobSettings settings) {
        return HomeDirectory.given(settings.directory(), "data", "jobs");
    }

    /** Tells the engine which programs are there; before it exists nothing need be told. */
    private final class Presence implements ServiceLeases.Listener<Channel> {
        private volatile boolean begun;

        void begin() {
            begun = true;
            tell();
        }

        private void tell() {
            if (begun) {
                engine.programs(programs.keys());
            }
        }

        @Override
        public void arrived(String key) {
            tell();
        }

        @Override
        public void leaving(String key, Channel service) {
            tell();
        }
    }

    private void report(Delivery delivery, List<Outcome> outcomes, DeliveryReports.Kind kind)
            throws IOException {
        try (Lease<DeliveryReports> teller = reports.lease("").orElse(null)) {
            if (teller == null) {
                throw new IOException("nobody writes reports at present");
            }
            teller.service().report(delivery, outcomes, kind);
        }
    }

    private Deliverer.Result deliver(Deliverer deliverer, Turn turn) {
        Deliverer.Result result =
                deliverer.run(turn, (t, outcome) -> t.job().line.channel.count(outcome));
        if (result == Deliverer.Result.UNTRIED) {
            engine.programs(programs.keys());
        }
        return result;
    }

    private void run() {
        while (!engine.isClosing()) {
            try {
                if (engine.mustFindAll()) {
                    takeOver();
                }
                engine.sleep(engine.look());
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException bug) {
                LOG.error("The job controller stumbled", bug);
            }
        }
    }

    private void takeOver() {
        long begin = System.nanoTime();
        try (Stream<QueueEntry> entries = view.entries()) {
            entries.takeWhile(e -> !engine.isClosing()).forEach(engine::found);
        }
        LOG.info(
                "Entries of the queue were taken over in {} ms",
                (System.nanoTime() - begin) / 1_000_000);
    }

    @Deactivate
    void close() throws InterruptedException {
        engine.close();
        scheduler.join();
        threads.shutdown();
        if (!threads.awaitTermination(settings.drainSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("{} deliveries are interrupted; they stay queued", engine.deliveries());
            threads.shutdownNow();
            threads.awaitTermination(AFTER_INTERRUPT_SECONDS, TimeUnit.SECONDS);
        }
        programs.close();
        reports.close();
        log.close();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        List<Problem> problems = new ArrayList<>();
        plans(candidate, problems);
        return problems;
    }

    @Override
    public void activate(Generation generation) {
        plans = plans(generation, new ArrayList<>());
        Set<String> stoppedNames =
                plans.keySet().stream().filter(stopped::contains).collect(Collectors.toSet());
        engine.plan(plans, stoppedNames);
    }

    private static Map<String, ChannelPlan> plans(Generation generation, List<Problem> problems) {
        Map<String, ChannelPlan> plans = new LinkedHashMap<>();
        for (ChannelDefinition channel : generation.channels().values()) {
            ChannelPlan.of(channel, generation, problems)
                    .ifPresent(p -> plans.put(channel.name(), p));
        }
        return plans;
    }

    @Override
    public void changed(QueueEntry entry) {
        engine.changed(entry);
    }

    @Override
    public List<ChannelJobs> jobs() {
        return engine.jobs();
    }

    @Override
    public boolean stop(String channel) {
        return set(channel, true);
    }

    @Override
    public boolean start(String channel) {
        return set(channel, false);
    }

    private boolean set(String channel, boolean isStopped) {
        if (!plans.containsKey(channel)) {
            return false;
        }
        try {
            stopped.set(channel, isStopped);
        } catch (IOException failed) {
            throw new UncheckedIOException("it could not be written down: " + failed, failed);
        }
        engine.stopped(channel, isStopped);
        return true;
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>();
        for (ChannelJobs jobs : jobs()) {
            Map<String, String> labels = Map.of("channel", jobs.channel());
            readings.add(new Reading("jobs_active", labels, jobs.active()));
            readings.add(new Reading("jobs_waiting", labels, jobs.waiting()));
            readings.add(new Reading("jobs_delivered_total", labels, jobs.delivered()));
            readings.add(new Reading("jobs_deferred_total", labels, jobs.deferred()));
            readings.add(new Reading("jobs_failed_total", labels, jobs.failed()));
        }
        return readings;
    }
}
