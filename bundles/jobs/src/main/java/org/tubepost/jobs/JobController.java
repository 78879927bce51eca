// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.queue.JobControl;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.QueueListener;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.queue.Settlement;

/**
 * The job controller. One thread looks at the schedule and starts what may start; deliveries run on
 * threads of their own, as many as the pools allow. A channel program is leased for one attempt:
 * while there is none its entries wait, and no attempt is counted.
 */
@Component(
        immediate = true,
        service = {JobControl.class, QueueListener.class, GenerationUser.class, MeterSource.class})
@Designate(ocd = JobSettings.class)
public final class JobController implements JobControl, QueueListener, GenerationUser, MeterSource {
    private static final Logger LOG = LoggerFactory.getLogger(JobController.class);
    private static final long LONGEST_SLEEP_MILLIS = 60_000;

    private final Queue queue;
    private final JobSettings settings;
    private final Clock clock;
    private final ServiceLeases<Channel> programs;
    private final ServiceLeases<DeliveryReports> reports;
    private final LeasedMailLog log;
    private final ExecutorService threads;
    private final Thread scheduler;
    private final Object lock = new Object();
    private final Schedule schedule = new Schedule();
    private final Map<String, Figures> figures = new HashMap<>();
    private final Map<String, Integer> activeInPool = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();
    private Map<String, ChannelPlan> plans = Map.of();
    private boolean wake;
    private boolean closing;

    /** Takes over what the queue holds; nothing is delivered before the first generation. */
    @Activate
    public JobController(
            BundleContext context,
            JobSettings settings,
            @Reference Queue queue,
            @Reference QueueView view) {
        this.queue = queue;
        this.settings = settings;
        this.clock = Clock.systemUTC();
        AtomicInteger count = new AtomicInteger();
        this.threads =
                Executors.newCachedThreadPool(
                        task -> new Thread(task, "delivery-" + count.incrementAndGet()));
        Duration drain = Duration.ofSeconds(settings.drainSeconds());
        this.programs =
                new ServiceLeases<>(
                        context,
                        Channel.class,
                        Channel.PROGRAM,
                        drain,
                        new ServiceLeases.Listener<>() {
                            @Override
                            public void arrived(String key) {
                                wakeUp();
                            }
                        });
        this.reports =
                new ServiceLeases<>(
                        context,
                        DeliveryReports.class,
                        "",
                        drain,
                        new ServiceLeases.Listener<>() {});
        this.log = new LeasedMailLog(context);
        try (Stream<QueueEntry> entries = view.entries()) {
            entries.forEach(this::changed);
        }
        this.scheduler = new Thread(this::run, "job-controller");
        scheduler.start();
    }

    @Deactivate
    void close() throws InterruptedException {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        scheduler.join();
        threads.shutdown();
        if (!threads.awaitTermination(settings.drainSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("Deliveries are left under way; they stay queued");
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
        Map<String, ChannelPlan> next = plans(generation, new ArrayList<>());
        synchronized (lock) {
            plans = next;
        }
        wakeUp();
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
        synchronized (lock) {
            if (entry.state() == QueueEntry.State.READY) {
                schedule.put(Job.of(entry));
            } else {
                schedule.remove(entry.number());
            }
        }
        wakeUp();
    }

    private void wakeUp() {
        synchronized (lock) {
            wake = true;
            lock.notifyAll();
        }
    }

    private void run() {
        while (true) {
            try {
                synchronized (lock) {
                    if (closing) {
                        return;
                    }
                    wake = false;
                    schedule.advance(clock.millis());
                    schedule.dueChannels().forEach(this::startAll);
                    sleep();
                }
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException bug) {
                LOG.error("The job controller stumbled", bug);
            }
        }
    }

    private void sleep() throws InterruptedException {
        long now = clock.millis();
        long until =
                Math.min(schedule.nextDue().orElse(Long.MAX_VALUE), now + LONGEST_SLEEP_MILLIS);
        while (!wake && !closing && until > now) {
            lock.wait(until - now);
            now = clock.millis();
        }
    }

    private void startAll(String channel) {
        ChannelPlan plan = plans.get(channel);
        if (plan == null
                || stopped.contains(channel)
                || !programs.keys().contains(plan.program())) {
            return;
        }
        Figures own = figures.computeIfAbsent(channel, c -> new Figures());
        while (own.active() < plan.maxJobs()
                && activeInPool.getOrDefault(plan.pool(), 0) < plan.poolLimit()) {
            Optional<Job> next = schedule.take(channel, own::activeFor, this::mayStart);
            if (next.isEmpty()) {
                return;
            }
            Job job = next.get();
            own.begin(job.destination());
            activeInPool.merge(plan.pool(), 1, Integer::sum);
            threads.execute(() -> runJob(job, plan, own));
        }
    }

    private boolean mayStart(int active) {
        return active < settings.jobsPerDestination();
    }

    private void runJob(Job job, ChannelPlan plan, Figures own) {
        try {
            attempt(job, plan, own);
        } catch (IOException unreadable) {
            LOG.error("Entry {} cannot be read", job.number(), unreadable);
        } catch (RuntimeException bug) {
            LOG.error("Entry {} failed", job.number(), bug);
        } finally {
            synchronized (lock) {
                own.end(job.destination());
                activeInPool.merge(plan.pool(), -1, Integer::sum);
            }
            wakeUp();
        }
    }

    private void attempt(Job job, ChannelPlan plan, Figures own) throws IOException {
        Optional<Lease<Channel>> program = programs.lease(plan.program());
        if (program.isEmpty()) {
            // The program went between schedule and start: the entry goes on waiting.
            synchronized (lock) {
                schedule.put(job);
            }
            return;
        }
        try (Lease<Channel> channel = program.get()) {
            Optional<QueueLease> taken = queue.lease(job.number());
            if (taken.isEmpty()) {
                return;
            }
            try (QueueLease lease = taken.get()) {
                Attempt attempt =
                        new Attempt(
                                lease, plan, Duration.ofSeconds(settings.attemptSeconds()), clock);
                List<Outcome> outcomes = attempt.deliver(channel.service());
                settle(attempt, lease, outcomes, own);
            }
        }
    }

    private void settle(Attempt attempt, QueueLease lease, List<Outcome> outcomes, Figures own) {
        Settlement settlement;
        Optional<Lease<DeliveryReports>> teller = reports.lease("");
        try {
            settlement = attempt.judge(outcomes, teller.map(Lease::service));
        } finally {
            teller.ifPresent(Lease::close);
        }
        settlement.outcomes().forEach(own::count);
        AttemptRecords records = new AttemptRecords(log, lease);
        queue.settle(lease, settlement)
                .whenComplete(
                        (done, problem) -> {
                            if (problem != null) {
                                LOG.error(
                                        "Entry {} could not be settled, it will be tried again"
                                                + " after a restart",
                                        lease.entry().number(),
                                        problem);
                            }
                            records.settled(settlement, clock.instant());
                        });
    }

    @Override
    public List<ChannelJobs> jobs() {
        Set<String> present = programs.keys();
        List<ChannelJobs> all = new ArrayList<>();
        synchronized (lock) {
            schedule.advance(clock.millis());
            for (ChannelPlan plan : plans.values()) {
                String name = plan.definition().name();
                Figures own = figures.computeIfAbsent(name, c -> new Figures());
                all.add(
                        new ChannelJobs(
                                name,
                                plan.program(),
                                present.contains(plan.program()),
                                stopped.contains(name),
                                plan.pool(),
                                plan.poolLimit(),
                                own.active(),
                                schedule.due(name),
                                own.delivered.sum(),
                                own.deferred.sum(),
                                own.failed.sum()));
            }
        }
        return all;
    }

    @Override
    public boolean stop(String channel) {
        synchronized (lock) {
            if (plans.containsKey(channel)) {
                stopped.add(channel);
                return true;
            }
            return false;
        }
    }

    @Override
    public boolean start(String channel) {
        synchronized (lock) {
            if (!plans.containsKey(channel)) {
                return false;
            }
            stopped.remove(channel);
        }
        wakeUp();
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
