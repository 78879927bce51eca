// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/** Generations in two phases, with a real service registry (Felix in this process). */
class ConfigurationPublisherTest {
    private static final String BROKEN = "alone\n\nl\nlocalhost\n";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path dir;
    private Framework felix;
    private BundleContext context;
    private ServiceTracker<Configuration, Configuration> configurations;
    private Etc etc;
    private ConfigurationPublisher publisher;

    @BeforeEach
    void begin() throws Exception {
        felix =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        dir.resolve("felix").toString()));
        felix.start();
        context = felix.getBundleContext();
        configurations = new ServiceTracker<>(context, Configuration.class, null);
        configurations.open();
        etc = new Etc(Files.createDirectory(dir.resolve("etc")));
    }

    @AfterEach
    void end() throws Exception {
        if (publisher != null) {
            publisher.close();
        }
        configurations.close();
        felix.stop();
        felix.waitForStop(5000);
    }

    private void publish(int pollSeconds) {
        publisher = new ConfigurationPublisher(context, new Settings(etc.folder(), pollSeconds));
    }

    private Configuration await() throws InterruptedException {
        Configuration configuration = configurations.waitForService(SOON.toMillis());
        assertThat(configuration).as("the service is registered").isNotNull();
        return configuration;
    }

    /** Replaces a file so that its time is surely another one. */
    private void change(String file, String text) throws Exception {
        Path path = etc.folder().resolve(file);
        FileTime before =
                Files.exists(path) ? Files.getLastModifiedTime(path) : FileTime.fromMillis(0);
        Path aside = dir.resolve("aside");
        Files.writeString(aside, text);
        Files.setLastModifiedTime(aside, FileTime.fromMillis(before.toMillis() + 5000));
        Files.move(aside, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void theFirstGoodGenerationBringsTheService() throws Exception {
        publish(0);
        Generation g = await().current();
        assertThat(g.number()).isEqualTo(1);
        assertThat(g.channels()).containsOnlyKeys("l", "tcp_local");
    }

    @Test
    void everyoneIsAskedBeforeAnyoneSwitches() throws Exception {
        publish(0);
        await();
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        publisher.addUser(new Room("a", calls));
        publisher.addUser(new Room("b", calls));
        assertThat(calls).containsExactly("a prepares 1", "a has 1", "b prepares 1", "b has 1");
        calls.clear();
        assertThat(publisher.reload()).isEmpty();
        assertThat(calls).containsExactly("a prepares 2", "b prepares 2", "a has 2", "b has 2");
    }

    @Test
    void aRefusedGenerationLeavesTheOldOneInForce() throws Exception {
        publish(0);
        Configuration configuration = await();
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        publisher.addUser(new Room("a", calls));
        Generation old = configuration.current();
        calls.clear();
        etc.file("imta.cnf", BROKEN);
        assertThat(configuration.reload())
                .extracting(Problem::toString)
                .containsExactly("imta.cnf:1:1: error: rewrite rule 'alone' has no template");
        assertThat(configuration.current()).isSameAs(old);
        assertThat(calls).as("nobody is asked about what cannot be read").isEmpty();
        etc.file("imta.cnf", Etc.IMTA);
        assertThat(configuration.reload()).isEmpty();
        assertThat(configuration.current().number()).isEqualTo(2);
    }

    @Test
    void oneRoomThatFindsAnErrorRefusesForAll() throws Exception {
        publish(0);
        Configuration configuration = await();
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        Room critic = new Room("b", calls);
        publisher.addUser(new Room("a", calls));
        publisher.addUser(critic);
        calls.clear();
        critic.complaint = "colour";
        assertThat(configuration.reload()).extracting(Problem::text).containsExactly("colour");
        assertThat(calls).containsExactly("a prepares 2", "b prepares 2");
        assertThat(configuration.current().number()).isEqualTo(1);
        publisher.removeUser(critic);
        assertThat(configuration.reload()).isEmpty();
        assertThat(configuration.current().number()).isEqualTo(2);
    }

    @Test
    void aWarningDoesNotRefuse() throws Exception {
        publish(0);
        Configuration configuration = await();
        etc.file("job_controller.cnf", "TCP_PORT=1\n[POOL=DEFAULT]\n");
        assertThat(configuration.reload()).singleElement().matches(p -> !p.isError());
        assertThat(configuration.current().number()).isEqualTo(2);
    }

    @Test
    void aRoomThatFailsInPrepareRefusesAndOneThatFailsInActivateHurtsNobody() throws Exception {
        publish(0);
        Configuration configuration = await();
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        GenerationUser failing =
                new GenerationUser() {
                    @Override
                    public List<Problem> prepare(Generation candidate) {
                        if (candidate.number() == 2) {
                            throw new IllegalStateException("bug");
                        }
                        return List.of();
                    }

                    @Override
                    public void activate(Generation generation) {
                        throw new IllegalStateException("bug");
                    }
                };
        publisher.addUser(failing);
        publisher.addUser(new Room("b", calls));
        assertThat(configuration.reload()).singleElement().matches(Problem::isError);
        assertThat(configuration.current().number()).isEqualTo(1);
        publisher.removeUser(failing);
        GenerationUser onlyActivate =
                new GenerationUser() {
                    @Override
                    public List<Problem> prepare(Generation candidate) {
                        return List.of();
                    }

                    @Override
                    public void activate(Generation generation) {
                        throw new IllegalStateException("bug");
                    }
                };
        publisher.addUser(onlyActivate);
        calls.clear();
        publisher.removeUser(onlyActivate);
        publisher.addUser(onlyActivate);
        Room last = new Room("c", calls);
        publisher.addUser(last);
        calls.clear();
        configuration.reload();
        assertThat(calls).contains("b has 2", "c has 2");
    }

    @Test
    void checkLooksAtAFolderWithoutLoadingIt() throws Exception {
        publish(0);
        Configuration configuration = await();
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        publisher.addUser(new Room("a", calls));
        calls.clear();
        Path other = Files.createDirectory(dir.resolve("other"));
        assertThat(configuration.check(List.of(other))).isEmpty();
        Files.writeString(other.resolve("imta.cnf"), BROKEN);
        assertThat(configuration.check(List.of(other))).singleElement().matches(Problem::isError);
        assertThat(configuration.current().number()).isEqualTo(1);
        assertThat(calls).containsExactly("a prepares 2");
    }

    @Test
    void aFileStandsInForTheOneOfItsNameAlsoWhereItIsIncluded() throws Exception {
        etc.file("imta.cnf", "<sub/rules.cnf\n\nl\nlocalhost\n");
        Files.createDirectory(etc.folder().resolve("sub"));
        etc.file("sub/rules.cnf", "a $U%$D@localhost\n");
        publish(0);
        Configuration configuration = await();
        Path other = Files.createDirectory(dir.resolve("other"));
        Path rules = Files.writeString(other.resolve("rules.cnf"), "b $U%$D@localhost\n");
        Path aliases = Files.writeString(other.resolve("aliases"), "a: b@c@d\n");
        assertThat(configuration.check(List.of(rules))).isEmpty();
        assertThat(configuration.check(List.of(rules, aliases)))
                .extracting(Problem::toString)
                .containsExactly("aliases:1:4: error: 'b@c@d' is no address");
        Configuration.Candidate candidate = configuration.candidate(List.of(rules));
        assertThat(candidate.generation().orElseThrow().rewriteRules().get(0).pattern())
                .isEqualTo("b");
        assertThat(configuration.current().rewriteRules().get(0).pattern()).isEqualTo("a");
    }

    @Test
    void aFileThatIsMissingOrThatNothingReadsIsToldOfByCheck() throws Exception {
        publish(0);
        Configuration configuration = await();
        Path unknown = Files.writeString(dir.resolve("imta.conf"), "x\n");
        assertThat(configuration.check(List.of(unknown)))
                .extracting(Problem::toString)
                .containsExactly(unknown + ":1:1: warning: nothing reads a file of that name");
        Path missing = dir.resolve("mappings");
        assertThat(configuration.check(List.of(missing)))
                .extracting(Problem::toString)
                .containsExactly(missing + ":1:1: error: file " + missing + " does not exist");
    }

    @Test
    void aChangedFileIsSeenAndABrokenOneIsMendedByMendingIt() throws Exception {
        etc.file("imta.cnf", BROKEN);
        publish(1);
        change("imta.cnf", Etc.IMTA);
        Configuration configuration = await();
        assertThat(configuration.current().number()).isEqualTo(1);
        BlockingQueue<Generation> switched = new LinkedBlockingQueue<>();
        publisher.addUser(new Listening(switched));
        assertThat(switched.poll(1, TimeUnit.SECONDS)).isNotNull();
        change("imta.cnf", Etc.IMTA + "\nx\ny\n");
        Generation next = switched.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next.channels()).containsKey("x");
    }

    @Test
    void aFileThatAppearsIsSeen() throws Exception {
        Files.delete(etc.folder().resolve("imta.cnf"));
        publish(1);
        change("imta.cnf", Etc.IMTA);
        await();
        BlockingQueue<Generation> switched = new LinkedBlockingQueue<>();
        publisher.addUser(new Listening(switched));
        assertThat(switched.poll(1, TimeUnit.SECONDS)).isNotNull();
        change("mappings", "A\n\n  x y\n");
        Generation next = switched.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next.mappings()).containsOnlyKeys("A");
    }

    @Test
    void everyKeywordHasAState() throws Exception {
        publish(0);
        Map<String, String> states = await().keywords();
        assertThat(states)
                .containsEntry("switchchannel", "in force")
                .containsEntry("sourcefilter", "not in force yet")
                .containsEntry(
                        "network", "without effect: the job controller is part of the server")
                .hasSizeGreaterThan(400);
    }

    @Test
    void generationsGoHoweverManyReloads() throws Exception {
        publish(0);
        Configuration configuration = await();
        publisher.addUser(new Room("a", new ArrayList<>()));
        etc.file("general.txt", "a b\n");
        new DatabaseText()
                .compile(
                        etc.folder().resolve("general.txt"),
                        etc.folder().resolve("general.db"),
                        n -> {});
        List<WeakReference<Generation>> past = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(configuration.reload()).isEmpty();
            past.add(new WeakReference<>(configuration.current()));
        }
        assertThat(configuration.current().number()).isEqualTo(1001);
        long end = System.nanoTime() + SOON.toNanos();
        while (past.stream().filter(g -> g.get() != null).count() > 1 && System.nanoTime() < end) {
            System.gc();
        }
        assertThat(past.stream().filter(g -> g.get() != null)).hasSize(1);
    }

    @Test
    void reloadsAtTheSameTimeSwitchOneAfterTheOther() throws Exception {
        publish(0);
        Configuration configuration = await();
        List<Long> switched = Collections.synchronizedList(new ArrayList<>());
        publisher.addUser(
                new GenerationUser() {
                    @Override
                    public List<Problem> prepare(Generation candidate) {
                        return List.of();
                    }

                    @Override
                    public void activate(Generation generation) {
                        switched.add(generation.number());
                    }
                });
        Path broken = Files.writeString(dir.resolve("imta.cnf"), BROKEN);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(
                        pool.submit(
                                () -> {
                                    for (int j = 0; j < 50; j++) {
                                        long before = configuration.current().number();
                                        assertThat(configuration.check(List.of(broken)))
                                                .anyMatch(Problem::isError);
                                        assertThat(configuration.reload()).isEmpty();
                                        Generation now = configuration.current();
                                        assertThat(now.number()).isGreaterThan(before);
                                        assertThat(now.channels()).hasSize(2);
                                    }
                                    return null;
                                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(switched).hasSize(201).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theServiceGoesWithTheComponent() throws Exception {
        publish(0);
        await();
        publisher.close();
        assertThat(configurations.getService()).isNull();
    }

    /** A room that writes down what it is told. */
    private static final class Room implements GenerationUser {
        private final String name;
        private final List<String> calls;
        private String complaint = "";

        Room(String name, List<String> calls) {
            this.name = name;
            this.calls = calls;
        }

        @Override
        public List<Problem> prepare(Generation candidate) {
            calls.add(name + " prepares " + candidate.number());
            return complaint.isEmpty()
                    ? List.of()
                    : List.of(
                            new Problem(
                                    new SourceLocation("imta.cnf", 1, 1),
                                    Problem.Severity.ERROR,
                                    complaint));
        }

        @Override
        public void activate(Generation generation) {
            calls.add(name + " has " + generation.number());
        }
    }

    private record Listening(BlockingQueue<Generation> switched) implements GenerationUser {
        @Override
        public List<Problem> prepare(Generation candidate) {
            return List.of();
        }

        @Override
        public void activate(Generation generation) {
            switched.add(generation);
        }
    }

    private record Settings(Path folder, int pollSeconds) implements ConfigurationSettings {
        @Override
        public String directory() {
            return folder.toString();
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return ConfigurationSettings.class;
        }
    }
}
