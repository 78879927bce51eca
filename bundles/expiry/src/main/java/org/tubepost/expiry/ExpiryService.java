// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.config.LeasedConfiguration;
import org.tubepost.api.config.Problem;
import org.tubepost.api.store.ExpiryMonitor;
import org.tubepost.api.store.ExpiryReport;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreExpiry;

/**
 * Follows the rules of the generation in force, at night and when asked (docs/expiry.md). One run
 * at a time; its thread is the caller's, or one of its own with low priority. A run uses the rules
 * that it began with.
 */
@Component(
        immediate = true,
        service = {StoreExpiry.class, GenerationUser.class})
@Designate(ocd = ExpirySettings.class)
public final class ExpiryService implements StoreExpiry, GenerationUser {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryService.class);
    private static final String FILE = "store.expirerule";
    private static final int LOOK_SECONDS = 10;
    private static final int DRAIN_SECONDS = 30;

    private final MessageStore store;
    private final LeasedConfiguration configuration;
    private final Clock clock;
    private final Schedule schedule;
    private final MailArchive archive;
    private final AtomicBoolean running = new AtomicBoolean();
    private final ScheduledExecutorService timer;
    private volatile RuleSet rules = RuleSet.EMPTY;
    private volatile boolean closing;
    private boolean waiting;

    /** Begins to look at the clock. */
    @Activate
    public ExpiryService(
            BundleContext context, @Reference MessageStore store, ExpirySettings settings) {
        this(context, store, settings, Clock.systemDefaultZone());
        timer.scheduleWithFixedDelay(this::tick, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** As the other, but somebody else calls {@link #tick}. */
    ExpiryService(BundleContext context, MessageStore store, ExpirySettings settings, Clock clock) {
        this.store = store;
        this.configuration = new LeasedConfiguration(context);
        this.clock = clock;
        this.archive = new MailArchive(directory(settings));
        this.schedule = new Schedule(settings.times(), clock);
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "expiry");
                            thread.setDaemon(true);
                            thread.setPriority(Thread.MIN_PRIORITY);
                            return thread;
                        });
    }

    private static Path directory(ExpirySettings settings) {
        return HomeDirectory.given(settings.archiveDirectory(), "data", "expired");
    }

    /** Ends the run under way after its page. */
    @Deactivate
    void close() throws InterruptedException {
        closing = true;
        timer.shutdown();
        if (!timer.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("A run of expiry does not end");
        }
        configuration.close();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return RuleSet.compile(candidate.expiryRules()).problems();
    }

    @Override
    public void activate(Generation generation) {
        rules = RuleSet.compile(generation.expiryRules());
    }

    @Override
    public ExpiryReport run(Order order, ExpiryMonitor monitor) {
        RuleSet following = order.rules().isEmpty() ? rules : candidate(order);
        return runUnlessBusy(following, order, monitor)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "a run of expiry is under way; try again when it ends"));
    }

    /** Empty if a run is under way. */
    private Optional<ExpiryReport> runUnlessBusy(
            RuleSet following, Order order, ExpiryMonitor monitor) {
        if (!running.compareAndSet(false, true)) {
            return Optional.empty();
        }
        try {
            Tally tally = new Tally(monitor, () -> closing);
            return Optional.of(
                    new ExpiryRun(store, archive, following, order, clock.instant(), tally).run());
        } finally {
            running.set(false);
        }
    }

    private RuleSet candidate(Order order) {
        for (Path path : order.rules()) {
            // Another name would stand in for nothing, and the rules in force would be followed.
            if (!path.endsWith(FILE) && !Files.exists(path.resolve(FILE))) {
                throw new IllegalArgumentException(path + " is no file or folder with " + FILE);
            }
        }
        Configuration.Candidate candidate =
                configuration
                        .ask(c -> c.candidate(order.rules()))
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the configuration is being replaced; try again"));
        List<Problem> errors = candidate.problems().stream().filter(Problem::isError).toList();
        if (!errors.isEmpty() || candidate.generation().isEmpty()) {
            throw new IllegalArgumentException(
                    errors.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return RuleSet.compile(candidate.generation().get().expiryRules());
    }

    /** Begins a run if its time has come, also when another one was under way at that time. */
    void tick() {
        waiting = schedule.isDue() || waiting;
        if (!waiting) {
            return;
        }
        try {
            Optional<ExpiryReport> report = runUnlessBusy(rules, Order.ALL, new Quiet());
            waiting = report.isEmpty();
            report.ifPresentOrElse(
                    ExpiryService::tell,
                    () -> LOG.info("Expiry waits until the run under way has ended"));
        } catch (RuntimeException failed) {
            waiting = false;
            LOG.error("Expiry failed; it is tried again at its next time", failed);
        }
    }

    private static void tell(ExpiryReport report) {
        report.problems().forEach(p -> LOG.warn("Expiry: {}", p));
        LOG.info(
                "Expiry went through {} messages in {} folders: {} discarded ({} octets), {} filed,"
                        + " {} archived, {} reported{}",
                report.messages(),
                report.folders(),
                report.discarded(),
                report.octets(),
                report.filed(),
                report.archived(),
                report.reported(),
                report.stopped() ? "; it was stopped" : "");
    }

    /** Nobody watches; what is to be reported goes to the log. */
    private static final class Quiet implements ExpiryMonitor {
        @Override
        public void at(String where, long messages, long octets) {
            // Nobody is there to be told.
        }

        @Override
        public boolean isStopped() {
            return false;
        }

        @Override
        public void found(
                MailboxName mailbox, long uidValidity, long uid, String rule, String action) {
            if (action.equals("report")) {
                LOG.info("Expiry reports {} {} {} ({})", mailbox, uidValidity, uid, rule);
            }
        }
    }
}
