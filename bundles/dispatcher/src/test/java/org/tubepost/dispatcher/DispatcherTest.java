// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.AccountSessions.OpenSession;
import org.tubepost.api.protocol.DispatcherControl.ListenerStatus;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessRequest;
import org.tubepost.net.server.MinaNetwork;
import org.tubepost.net.server.Networks;
import org.tubepost.testkit.Keys;

/** The dispatcher on real sockets with a real service registry (Felix in this process). */
@Timeout(60)
class DispatcherTest {
    @TempDir private Path dir;
    private Framework felix;
    private BundleContext context;
    private MinaNetwork network;
    private Dispatcher dispatcher;
    private int generations;
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
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
        network = Networks.open();
        dispatcher =
                new Dispatcher(
                        context,
                        network,
                        new Waits(
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(100)),
                        Optional.of(dir));
    }

    @AfterEach
    void stop() throws Exception {
        dispatcher.stop();
        network.close();
        felix.stop();
        felix.waitForStop(5000);
    }

    private ServiceRegistration<Protocol> register(LineProtocol protocol) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Protocol.NAME, "line");
        return context.registerService(Protocol.class, protocol, properties);
    }

    private static ListenerDefinition listener(String service, int port, TlsMode tls) {
        return new ListenerDefinition(
                service,
                "line",
                "127.0.0.1",
                port,
                tls,
                100,
                100,
                60,
                1,
                Map.of(),
                new SourceLocation("dispatcher.cnf", 3, 1));
    }

    private static ListenerDefinition limited(int all, int perAddress, int wait) {
        return new ListenerDefinition(
                "LINE",
                "line",
                "127.0.0.1",
                0,
                TlsMode.NONE,
                all,
                perAddress,
                60,
                wait,
                Map.of(),
                new SourceLocation("dispatcher.cnf", 3, 1));
    }

    private Generation generation(ListenerDefinition... listeners) {
        return Generation.builder(++generations, Instant.now())
                .listeners(List.of(listeners))
                .build();
    }

    private List<Problem> activate(ListenerDefinition... listeners) {
        Generation generation = generation(listeners);
        List<Problem> problems = dispatcher.prepare(generation);
        if (problems.isEmpty()) {
            dispatcher.activate(generation);
        }
        return problems;
    }

    private ListenerStatus status(int index) {
        return dispatcher.listeners().get(index);
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aConnectionWaitsForItsProtocolAndIsGreetedWhenItComes() throws Exception {
        activate(limited(100, 100, 30));
        try (LineClient early = new LineClient(status(0).port())) {
            until(() -> status(0).parked() == 1);
            assertThat(status(0).present()).isFalse();
            register(new LineProtocol("v1"));
            assertThat(early.line()).isEqualTo("220 v1 ");
            assertThat(early.ask("x")).isEqualTo("ok v1 x");
            assertThat(status(0).parked()).isZero();
            assertThat(status(0).open()).isOne();
        }
        until(() -> status(0).open() == 0);
    }

    @Test
    void whoWaitsTooLongIsRefusedInTheWordsOfTheProtocolThatWent() throws Exception {
        activate(limited(100, 100, 1));
        try (LineClient never = new LineClient(status(0).port())) {
            assertThat(never.line()).isNull(); // nobody knows what to say
        }
        register(new LineProtocol("v1")).unregister();
        try (LineClient late = new LineClient(status(0).port())) {
            assertThat(late.line()).isEqualTo("421 " + Refusal.AWAY.reply().text());
            assertThat(late.line()).isNull();
        }
    }

    @Test
    void aProtocolThatGoesAnswersWhatItHasBegunAndThePortStays() throws Exception {
        activate(limited(100, 100, 30));
        LineProtocol old = new LineProtocol("v1");
        ServiceRegistration<Protocol> registration = register(old);
        try (LineClient client = new LineClient(status(0).port())) {
            assertThat(client.line()).isEqualTo("220 v1 ");
            client.socket.getOutputStream().write("a\r\nb\r\n".getBytes(StandardCharsets.US_ASCII));
            until(() -> old.answered.get() == 2);
            registration.unregister(); // returns when the session has ended
            old.stopped = true;
            assertThat(old.open).isEmpty();
            assertThat(client.line()).isEqualTo("ok v1 a");
            assertThat(client.line()).isEqualTo("ok v1 b");
            assertThat(client.line()).isEqualTo("421 v1 ends");
            assertThat(client.line()).isNull();
        }
        try (LineClient waiting = new LineClient(status(0).port())) {
            until(() -> status(0).parked() == 1);
            register(new LineProtocol("v2"));
            assertThat(waiting.line()).isEqualTo("220 v2 ");
        }
        assertThat(old.usedAfterStop).hasValue(0);
    }

    @Test
    void aSessionThatDoesNotEndIsCutBeforeItsBundleIsGone() throws Exception {
        activate(limited(100, 100, 30));
        LineProtocol old = new LineProtocol("v1");
        ServiceRegistration<Protocol> registration = register(old);
        try (LineClient client = new LineClient(status(0).port())) {
            assertThat(client.line()).isEqualTo("220 v1 ");
            assertThat(client.ask("hold")).isEqualTo("ok v1 hold");
            long begin = System.nanoTime();
            registration.unregister();
            old.stopped = true;
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
            assertThat(old.open).isEmpty();
            assertThat(client.line()).isNull();
        }
        assertThat(old.usedAfterStop).hasValue(0);
    }

    @Test
    void anAdministratorSeesSessionsOfAccountsAndEndsThem() throws Exception {
        activate(limited(100, 100, 30));
        LineProtocol protocol = new LineProtocol("v1");
        register(protocol);
        try (LineClient ada = new LineClient(status(0).port());
                LineClient deaf = new LineClient(status(0).port());
                LineClient nobody = new LineClient(status(0).port())) {
            List<Long> ids = new ArrayList<>();
            for (LineClient client : List.of(ada, deaf, nobody)) {
                assertThat(client.line()).isEqualTo("220 v1 ");
                assertThat(client.ask(client == deaf ? "hold" : "x")).startsWith("ok v1 ");
                ids.add(protocol.last.get());
            }
            long first = ids.get(0);
            long second = ids.get(1);
            dispatcher.claim(first, "ada");
            dispatcher.claim(second, "ada");
            assertThat(dispatcher.open())
                    .allMatch(s -> s.account().equals("ada") && s.service().equals("LINE"))
                    .extracting(OpenSession::connection)
                    .containsExactlyInAnyOrder(first, second);
            assertThat(
                            dispatcher.open().stream()
                                    .filter(s -> s.connection() == first)
                                    .map(s -> s.client().getPort()))
                    .containsExactly(ada.socket.getLocalPort());
            assertThat(dispatcher.end(ids.get(2))).isFalse();
            assertThat(dispatcher.end(first)).isTrue();
            assertThat(ada.line()).isEqualTo("421 v1 ends");
            assertThat(ada.line()).isNull();
            assertThat(dispatcher.end(second)).isTrue();
            assertThat(deaf.line()).isNull();
            until(() -> dispatcher.open().isEmpty());
            assertThat(dispatcher.end(first)).isFalse();
            assertThat(nobody.ask("x")).isEqualTo("ok v1 x");
        }
    }

    @Test
    void hotSwapUnderLoadLosesNoAnswerAndRefusesNobody() throws Exception {
        activate(limited(1000, 1000, 30));
        int port = status(0).port();
        AtomicReference<LineProtocol> current = new AtomicReference<>(new LineProtocol("v0"));
        AtomicReference<ServiceRegistration<Protocol>> registration =
                new AtomicReference<>(register(current.get()));
        AtomicInteger done = new AtomicInteger();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int c = 0; c < 20; c++) {
            clients.add(
                    CompletableFuture.runAsync(
                            () -> askMany(port, 500, done), task -> new Thread(task).start()));
        }
        List<LineProtocol> gone = new ArrayList<>();
        for (int swap = 1; swap <= 6; swap++) {
            int mark = Math.min(done.get() + 500, 9_000);
            until(() -> done.get() >= mark);
            registration.get().unregister();
            current.get().stopped = true;
            gone.add(current.get());
            current.set(new LineProtocol("v" + swap));
            registration.set(register(current.get()));
        }
        for (CompletableFuture<Void> client : clients) {
            client.get(40, TimeUnit.SECONDS);
        }
        assertThat(done).hasValue(10_000);
        assertThat(gone).allMatch(p -> p.usedAfterStop.get() == 0 && p.open.isEmpty());
        assertThat(status(0).refused()).isZero();
    }

    /** Asks until each question has its answer; a connection that ends politely is opened anew. */
    private static void askMany(int port, int questions, AtomicInteger done) {
        int next = 0;
        while (next < questions) {
            try (LineClient client = new LineClient(port)) {
                String greeting = client.line();
                if (greeting == null || !greeting.startsWith("220 ")) {
                    throw new AssertionError("greeted with " + greeting);
                }
                String answer = client.ask("q" + next);
                while (answer != null && answer.endsWith(" q" + next)) {
                    next++;
                    done.incrementAndGet();
                    if (next == questions) {
                        return;
                    }
                    answer = client.ask("q" + next);
                }
                if (answer == null || !answer.startsWith("421 ")) {
                    throw new AssertionError("answered with " + answer);
                }
            } catch (IOException broken) {
                throw new AssertionError("connection broke", broken);
            }
        }
    }

    @Test
    void limitsInTotalAndPerAddressRefuseInTheProtocolsWords() throws Exception {
        register(new LineProtocol("v1"));
        for (ListenerDefinition definition : List.of(limited(2, 100, 5), limited(100, 2, 5))) {
            activate(definition);
            int port = status(0).port();
            try (LineClient one = new LineClient(port);
                    LineClient two = new LineClient(port)) {
                assertThat(one.line()).startsWith("220");
                assertThat(two.line()).startsWith("220");
                try (LineClient three = new LineClient(port)) {
                    assertThat(three.line()).isEqualTo("421 " + Refusal.FULL.reply().text());
                    assertThat(three.line()).isNull();
                }
            }
            until(() -> status(0).open() == 0);
            try (LineClient again = new LineClient(port)) {
                assertThat(again.line()).startsWith("220");
            }
            until(() -> status(0).open() == 0);
        }
        assertThat(status(0).refused()).isEqualTo(2);
    }

    @Test
    void theAccessPolicyIsAskedAtConnectAndItsAbsencePermits() throws Exception {
        activate(limited(10, 10, 5));
        register(new LineProtocol("v1"));
        ServiceRegistration<AccessPolicy> policy = registerPolicy(DENIED);
        try (LineClient denied = new LineClient(status(0).port())) {
            assertThat(denied.line()).isEqualTo("550 not from there");
            assertThat(denied.line()).isNull();
        }
        policy.unregister();
        try (LineClient permitted = new LineClient(status(0).port())) {
            assertThat(permitted.line()).startsWith("220");
        }
        assertThat(status(0).refused()).isOne();
    }

    @Test
    void aDelayHoldsOneConnectionAndNoOther() throws Exception {
        activate(limited(10, 10, 5));
        register(new LineProtocol("v1"));
        ServiceRegistration<AccessPolicy> policy = registerPolicy(delayed(Duration.ofHours(1)));
        try (LineClient held = new LineClient(status(0).port())) {
            until(() -> asked.get() == 1);
            policy.unregister();
            try (LineClient other = new LineClient(status(0).port())) {
                assertThat(other.line()).startsWith("220");
                assertThat(other.ask("x")).isEqualTo("ok v1 x");
            }
            assertThat(held.in.ready()).isFalse();
            assertThat(status(0).accepted()).isOne();
            dispatcher.stop();
            assertThat(held.line()).isEqualTo("421 " + Refusal.STOPPING.reply().text());
        }
    }

    @Test
    void whoIsDelayedIsGreetedInTheEndAndWhatItSaidMeanwhileIsHeard() throws Exception {
        activate(limited(10, 10, 5));
        register(new LineProtocol("v1"));
        registerPolicy(delayed(Duration.ofMillis(300)));
        try (LineClient held = new LineClient(status(0).port())) {
            assertThat(held.ask("early")).startsWith("220");
            assertThat(held.line()).isEqualTo("ok v1 early");
        }
    }

    @Test
    void aRefusalMayBeDelayedToo() throws Exception {
        activate(limited(10, 10, 5));
        register(new LineProtocol("v1"));
        registerPolicy(DENIED.and(delayed(Duration.ofMillis(300))));
        try (LineClient held = new LineClient(status(0).port())) {
            assertThat(held.line()).isEqualTo("550 not from there");
            assertThat(held.line()).isNull();
        }
        until(() -> status(0).open() == 0);
        assertThat(status(0).refused()).isOne();
        assertThat(status(0).accepted()).isZero();
    }

    @Test
    void aDenialIsSaidInTheWordsOfAProtocolThatIsAway() throws Exception {
        activate(limited(10, 10, 30));
        register(new LineProtocol("v1")).unregister();
        registerPolicy(DENIED);
        try (LineClient denied = new LineClient(status(0).port())) {
            assertThat(denied.line()).isEqualTo("554 " + Refusal.DENIED.reply().text());
        }
    }

    private static final AccessDecision DENIED =
            AccessDecision.refused(Reply.of(550, "5.7.1", "not from there"));

    private static AccessDecision delayed(Duration delay) {
        return new AccessDecision(
                Optional.empty(),
                false,
                false,
                delay,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private ServiceRegistration<AccessPolicy> registerPolicy(AccessDecision decision) {
        return context.registerService(AccessPolicy.class, new SamePolicy(decision, asked), null);
    }

    /** Says the same to everybody. */
    private record SamePolicy(AccessDecision decision, AtomicInteger asked)
            implements AccessPolicy {
        @Override
        public AccessDecision connect(
                InetSocketAddress server, InetSocketAddress client, Trace trace) {
            asked.incrementAndGet();
            return decision;
        }

        @Override
        public AccessDecision sender(AccessRequest request) {
            return AccessDecision.PERMITTED;
        }

        @Override
        public AccessDecision recipient(
                AccessRequest request, Point point, String channel, String recipient) {
            return AccessDecision.PERMITTED;
        }
    }

    @Test
    void aNewGenerationKeepsUnchangedPortsAndTheirConnections() throws Exception {
        register(new LineProtocol("v1"));
        int fixed = freePort();
        activate(listener("A", fixed, TlsMode.NONE), listener("B", 0, TlsMode.NONE));
        int dropped = status(1).port();
        try (LineClient client = new LineClient(fixed);
                LineClient other = new LineClient(dropped)) {
            assertThat(client.line()).startsWith("220");
            assertThat(other.line()).startsWith("220");
            activate(listener("A2", fixed, TlsMode.STARTTLS), listener("C", 0, TlsMode.NONE));
            assertThat(client.ask("x")).isEqualTo("ok v1 x");
            assertThat(other.ask("y")).isEqualTo("ok v1 y");
            assertThat(status(0).accepted()).isOne();
            assertThat(status(0).definition().service()).isEqualTo("A2");
        }
        assertThatThrownBy(() -> new LineClient(dropped)).isInstanceOf(IOException.class);
        try (LineClient fresh = new LineClient(status(1).port())) {
            assertThat(fresh.line()).startsWith("220");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aTakenPortIsShownAndTriedAgainWhileOthersServe() throws Exception {
        register(new LineProtocol("v1"));
        Path ready = dir.resolve("data/ready");
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        int port = taken.getLocalPort();
        activate(listener("A", port, TlsMode.NONE), listener("B", 0, TlsMode.NONE));
        assertThat(status(0).port()).isZero();
        assertThat(status(0).problem()).contains("in use");
        try (LineClient client = new LineClient(status(1).port())) {
            assertThat(client.line()).startsWith("220");
        }
        assertThat(ready).doesNotExist();
        taken.close();
        until(() -> status(0).port() == port);
        assertThat(status(0).problem()).isEmpty();
        until(() -> Files.exists(ready));
    }

    @Test
    void readyIsSaidOnceAllPortsAreBoundAndAllProtocolsAreHereAndTakenBackAtStop()
            throws Exception {
        Path ready = dir.resolve("data/ready");
        activate(listener("A", 0, TlsMode.NONE), listener("B", 0, TlsMode.IMPLICIT));
        assertThat(ready).doesNotExist();
        register(new LineProtocol("v1"));
        assertThat(ready)
                .hasContent(
                        "A line 127.0.0.1 "
                                + status(0).port()
                                + " none\nB line 127.0.0.1 "
                                + status(1).port()
                                + " implicit\n");
        dispatcher.stop();
        assertThat(ready).doesNotExist();
    }

    @Test
    void whatAKilledProcessLeftIsNoSignal() throws Exception {
        Path ready = dir.resolve("data/ready");
        Files.createDirectories(ready.getParent());
        Files.writeString(ready, "old");
        new ReadyFile(Optional.of(dir));
        assertThat(ready).doesNotExist();
    }

    @Test
    void implicitTlsShakesHandsWhileTheProtocolIsAwayAndGreetsLater() throws Exception {
        activate(listener("S", 0, TlsMode.IMPLICIT));
        try (LineClient client =
                new LineClient(
                        Keys.context()
                                .getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), status(0).port()))) {
            ((SSLSocket) client.socket).startHandshake();
            until(() -> status(0).parked() == 1);
            register(new LineProtocol("v1"));
            assertThat(client.line()).startsWith("220 v1 TLSv1.3 TLS_");
            assertThat(client.ask("x")).isEqualTo("ok v1 x");
        }
    }

    @Test
    void duplicatePortsAndUnknownAddressesRefuseTheGeneration() {
        assertThat(activate(listener("A", 2525, TlsMode.NONE), listener("B", 2525, TlsMode.NONE)))
                .singleElement()
                .satisfies(p -> assertThat(p.isError()).isTrue())
                .satisfies(
                        p ->
                                assertThat(p.toString())
                                        .contains("dispatcher.cnf:3:1")
                                        .contains("2525"));
        assertThat(dispatcher.listeners()).isEmpty();
        ListenerDefinition unknown =
                new ListenerDefinition(
                        "A",
                        "line",
                        "no such host",
                        2525,
                        TlsMode.NONE,
                        1,
                        1,
                        1,
                        1,
                        Map.of(),
                        new SourceLocation("dispatcher.cnf", 9, 1));
        assertThat(activate(unknown)).singleElement().matches(Problem::isError);
    }

    @Test
    void stoppingTellsEverySessionAndReturnsWhenTheyHaveEnded() throws Exception {
        register(new LineProtocol("v1"));
        activate(limited(10, 10, 30));
        try (LineClient client = new LineClient(status(0).port())) {
            assertThat(client.line()).startsWith("220");
            dispatcher.stop();
            assertThat(client.line()).isEqualTo("421 v1 ends");
            assertThat(client.line()).isNull();
        }
    }
}
