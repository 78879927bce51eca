// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/**
 * Publishes the configuration in two phases: the files are read whole, every {@link GenerationUser}
 * prepares, and only if nobody found an error all are told to switch. A refused candidate leaves no
 * trace but its problems in the log. The {@link Configuration} service appears with the first good
 * generation; until then the files are looked at again and again, so a broken file is mended by
 * mending it.
 *
 * <p>All changes happen under one lock, on the thread that caused them or on the watcher's.
 */
@Component(
        immediate = true,
        service = {})
@Designate(ocd = ConfigurationSettings.class)
public final class ConfigurationPublisher implements Configuration {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationPublisher.class);

    private final BundleContext context;
    private final Path folder;
    private final KeywordTable keywords = new KeywordTable();
    private final GenerationReader reader;
    private final ScheduledExecutorService watcher;
    private final List<GenerationUser> users = new ArrayList<>();
    private Map<Path, FileStamp> seen = Map.of();
    private ServiceRegistration<Configuration> registration;
    private long lastNumber;
    private volatile Generation current;

    /** Reads the files and begins to watch them. */
    @Activate
    public ConfigurationPublisher(BundleContext context, ConfigurationSettings settings) {
        this.context = context;
        this.folder = HomeDirectory.given(settings.directory(), "etc");
        this.reader =
                new GenerationReader(
                        keywords,
                        Integer.getInteger("tubepost.port-offset", 0),
                        System.getProperty("tubepost.bind-address", ""));
        this.watcher =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "configuration-watcher");
                            thread.setDaemon(true);
                            return thread;
                        });
        watcher.execute(this::reloadIfChanged);
        if (settings.pollSeconds() > 0) {
            watcher.scheduleWithFixedDelay(
                    this::reloadIfChanged,
                    settings.pollSeconds(),
                    settings.pollSeconds(),
                    TimeUnit.SECONDS);
        }
    }

    @Deactivate
    void close() {
        watcher.shutdownNow();
        synchronized (this) {
            if (registration != null) {
                registration.unregister();
                registration = null;
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addUser(GenerationUser user) {
        users.add(user);
        if (current != null) {
            List<Problem> problems = user.prepare(current);
            report(problems);
            activate(user, current);
        }
    }

    synchronized void removeUser(GenerationUser user) {
        users.remove(user);
    }

    @Override
    public Generation current() {
        return current;
    }

    @Override
    public synchronized List<Problem> reload() {
        GenerationReader.Result result =
                reader.read(List.of(folder), lastNumber + 1, Instant.now());
        seen = result.files();
        List<Problem> problems = prepare(result);
        report(problems);
        if (problems.stream().anyMatch(Problem::isError)) {
            LOG.error(
                    "Configuration refused, {}",
                    current == null ? "nothing is in force" : current + " stays in force");
            return problems;
        }
        lastNumber++;
        current = result.generation();
        users.forEach(u -> activate(u, current));
        if (registration == null) {
            registration = context.registerService(Configuration.class, this, null);
        }
        LOG.info(
                "Configuration {} in force: {} rules, {} channels, {} tables, {} listeners",
                current,
                current.rewriteRules().size(),
                current.channels().size(),
                current.mappings().size(),
                current.listeners().size());
        return problems;
    }

    @Override
    public List<Problem> check(List<Path> standIns) {
        return candidate(standIns).problems();
    }

    @Override
    public synchronized Candidate candidate(List<Path> standIns) {
        List<Path> places = new ArrayList<>(standIns);
        places.add(folder);
        GenerationReader.Result result = reader.read(places, lastNumber + 1, Instant.now());
        List<Problem> problems = prepare(result);
        return new Candidate(
                problems.stream().anyMatch(Problem::isError)
                        ? Optional.empty()
                        : Optional.of(result.generation()),
                problems);
    }

    @Override
    public Map<String, String> keywords() {
        Map<String, String> states = new TreeMap<>();
        keywords.entries().forEach((name, entry) -> states.put(name, entry.fate()));
        return states;
    }

    private List<Problem> prepare(GenerationReader.Result result) {
        List<Problem> problems = new ArrayList<>(result.problems());
        if (problems.stream().noneMatch(Problem::isError)) {
            for (GenerationUser user : users) {
                try {
                    problems.addAll(user.prepare(result.generation()));
                } catch (RuntimeException bug) {
                    LOG.error("{} failed to prepare", user.getClass().getName(), bug);
                    problems.add(
                            new Problem(
                                    new SourceLocation(GenerationReader.CHANNEL_FILE, 1, 1),
                                    Problem.Severity.ERROR,
                                    user.getClass().getSimpleName() + " failed: " + bug));
                }
            }
        }
        return problems;
    }

    private void reloadIfChanged() {
        try {
            synchronized (this) {
                if (seen.isEmpty() || changed()) {
                    reload();
                }
            }
        } catch (RuntimeException bug) {
            LOG.error("Cannot look at the configuration files", bug);
        }
    }

    /** A user that fails has a bug; the others must not be left on the old generation. */
    private static void activate(GenerationUser user, Generation generation) {
        try {
            user.activate(generation);
        } catch (RuntimeException bug) {
            LOG.error("{} failed to activate {}", user.getClass().getName(), generation, bug);
        }
    }

    private boolean changed() {
        return seen.entrySet().stream()
                .anyMatch(e -> !FileStamp.of(e.getKey()).equals(e.getValue()));
    }

    private static void report(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.isError()) {
                LOG.error("{}", problem);
            } else {
                LOG.warn("{}", problem);
            }
        }
    }
}
