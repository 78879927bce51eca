// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.protocol.AccountSessions;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.DispatcherControl;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.protocol.Session;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.net.Network;

/**
 * Owns the listening ports. Accepts within the limits of {@code dispatcher.cnf} and the table
 * PORT_ACCESS, and hands each connection to the protocol that serves it. When the bundle of a
 * protocol goes, its sessions are told to end and those that do not are cut; the port stays open,
 * and who connects waits without a word until the protocol is back, or is refused for now.
 *
 * <p>Events of a connection come on its I/O thread; services come and go on any thread; one timer
 * thread ends waits and tries ports again.
 */
@Component(
        immediate = true,
        service = {
            GenerationUser.class,
            DispatcherControl.class,
            AccountSessions.class,
            MeterSource.class
        })
@Designate(ocd = DispatcherSettings.class)
public final class Dispatcher
        implements GenerationUser,
                DispatcherControl,
                AccountSessions,
                MeterSource,
                Protocols.Watcher,
                Guest.Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration BEFORE_DRAIN_ENDS = Duration.ofMillis(500);

    private final Waits waits;
    private final Ports ports;
    private final Limits limits = new Limits();
    private final Sessions sessions = new Sessions();
    private final Map<Guest, Port> guests = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Dispatcher::timerThread);
    private final ReadyFile ready;
    private final Doorkeeper doorkeeper;
    private final RefusalRecords records;
    private final Protocols protocols;
    private final Figures figures;
    private volatile boolean activated;
    private volatile boolean stopping;

    /** Waits for the first generation; no port is bound before. */
    @Activate
    public Dispatcher(
            BundleContext context, @Reference Network network, DispatcherSettings settings) {
        this(
                context,
                network,
                Waits.of(settings),
                Optional.ofNullable(System.getProperty("tubepost.home")).map(Path::of));
    }

    Dispatcher(BundleContext context, Network network, Waits waits, Optional<Path> home) {
        this.waits = waits;
        this.ready = new ReadyFile(home);
        this.ports = new Ports(network, port -> connection -> accepted(port, connection));
        this.doorkeeper = new Doorkeeper(context);
        this.records = new RefusalRecords(context);
        this.protocols = new Protocols(context, waits.drain(), this);
        this.figures = new Figures(ports, protocols, guests);
        timer.scheduleWithFixedDelay(
                this::bindMissing,
                waits.bindRetry().toMillis(),
                waits.bindRetry().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static Thread timerThread(Runnable task) {
        Thread thread = new Thread(task, "dispatcher-timer");
        thread.setDaemon(true);
        return thread;
    }

    // ---- configuration

    @Override
    public List<Problem> prepare(Generation candidate) {
        return Ports.check(candidate.listeners());
    }

    @Override
    public void activate(Generation generation) {
        ports.change(generation.listeners());
        activated = true;
        announceIfReady();
    }

    private void bindMissing() {
        try {
            ports.bindMissing();
            announceIfReady();
        } catch (RuntimeException bug) {
            LOG.error("Cannot bind ports", bug);
        }
    }

    private void announceIfReady() {
        if (activated
                && !stopping
                && ports.all().stream()
                        .allMatch(p -> protocols.isPresent(p.definition().protocol()))) {
            ready.write(ports.all());
        }
    }

    // ---- connections, on their I/O threads

    private Session accepted(Port port, Connection connection) {
        ListenerDefinition listener = connection.listener();
        Guest guest = new Guest(connection, this);
        if (!limits.enter(listener, connection.remote().getAddress())) {
            port.refused.increment();
            records.refused(connection, Refusal.FULL.reply().toString());
            turnAway(guest, protocols.refusal(listener.protocol(), Refusal.FULL));
            return guest;
        }
        port.open.incrementAndGet();
        guests.put(guest, port);
        sessions.opened(connection);
        AccessDecision decision = doorkeeper.ask(connection);
        if (stopping) {
            guest.houseCloses();
        } else if (decision.delay().isZero()) {
            answer(port, guest, decision);
        } else {
            guest.hold();
            later(
                    atMost(decision.delay(), listener.idleTimeoutSeconds()),
                    () -> onIoThread(guest, held -> heldLongEnough(port, held, decision)));
        }
        return guest;
    }

    /** No client waits longer than it may be silent itself. */
    private static Duration atMost(Duration delay, int seconds) {
        Duration most = Duration.ofSeconds(seconds);
        return delay.compareTo(most) > 0 ? most : delay;
    }

    private void heldLongEnough(Port port, Guest guest, AccessDecision decision) {
        if (guest.release()) {
            answer(port, guest, decision);
        }
    }

    private void answer(Port port, Guest guest, AccessDecision decision) {
        if (decision.refusal().isPresent()) {
            Reply reason = decision.refusal().get();
            LOG.info("{} denied: {}", guest.connection(), reason);
            port.refused.increment();
            records.refused(guest.connection(), reason.toString());
            turnAway(guest, protocols.denial(guest.listener().protocol(), reason));
        } else {
            port.accepted.increment();
            guest.begin();
        }
    }

    /** Without the cost of a handshake: where TLS comes first there are no words for it. */
    private static void turnAway(Guest guest, Optional<String> words) {
        guest.refuse(guest.listener().tls() == TlsMode.IMPLICIT ? Optional.empty() : words);
    }

    @Override
    public Optional<Lease<Protocol>> lease(String protocol) {
        return protocols.lease(protocol);
    }

    @Override
    public Optional<String> refusal(String protocol, Refusal refusal) {
        return protocols.refusal(protocol, refusal);
    }

    @Override
    public void parked(Guest guest) {
        LOG.debug("{} waits for its protocol", guest.connection());
        if (protocols.isPresent(guest.listener().protocol())) {
            onIoThread(guest, Guest::serve); // it came between the look and the wait
        }
        later(
                Duration.ofSeconds(guest.listener().waitForProtocolSeconds()),
                () -> onIoThread(guest, Guest::waitedLongEnough));
    }

    @Override
    public void left(Guest guest) {
        Port port = guests.remove(guest);
        if (port != null) {
            port.open.decrementAndGet();
            sessions.closed(guest.connection());
            limits.leave(guest.listener(), guest.connection().remote().getAddress());
        }
    }

    private static void onIoThread(Guest guest, Consumer<Guest> task) {
        guest.connection().executeOnIoThread(() -> task.accept(guest));
    }

    private void later(Duration delay, Runnable task) {
        try {
            timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The dispatcher stops, nothing is put off any more");
        }
    }

    // ---- protocols that come and go

    @Override
    public void arrived(String protocol) {
        guests.keySet().stream()
                .filter(g -> g.isParked() && g.listener().protocol().equals(protocol))
                .forEach(g -> onIoThread(g, Guest::serve));
        announceIfReady();
    }

    @Override
    public void leaving(String protocol, Protocol service) {
        List<Guest> served =
                guests.keySet().stream()
                        .filter(g -> g.listener().protocol().equals(protocol))
                        .toList();
        served.forEach(g -> onIoThread(g, guest -> guest.protocolGoes(service)));
        later(
                patience(),
                () -> served.forEach(g -> onIoThread(g, guest -> guest.cutIfServedBy(service))));
    }

    private Duration patience() {
        Duration patience = waits.drain().minus(BEFORE_DRAIN_ENDS);
        return patience.isNegative() ? Duration.ZERO : patience;
    }

    // ---- accounts

    @Override
    public boolean claim(long connection, String account) {
        return sessions.claim(connection, account);
    }

    @Override
    public List<SessionCount> counts() {
        return sessions.counts();
    }

    @Override
    public List<OpenSession> open() {
        return sessions.open();
    }

    @Override
    public boolean end(long connection) {
        if (sessions.open().stream().noneMatch(s -> s.connection() == connection)) {
            return false;
        }
        List<Guest> ended =
                guests.keySet().stream().filter(g -> g.connection().id() == connection).toList();
        ended.forEach(
                guest -> {
                    LOG.info("{} is ended by an administrator", guest.connection());
                    onIoThread(guest, Guest::ending);
                    later(patience(), () -> onIoThread(guest, Guest::cut));
                });
        return !ended.isEmpty();
    }

    // ---- figures

    @Override
    public List<ListenerStatus> listeners() {
        return figures.listeners();
    }

    @Override
    public List<Reading> readings() {
        return figures.readings();
    }

    // ---- end

    @Deactivate
    void stop() {
        stopping = true;
        ready.remove();
        ports.close();
        Set<Guest> left = Set.copyOf(guests.keySet());
        left.forEach(g -> onIoThread(g, Guest::houseCloses));
        awaitEmpty();
        guests.keySet().forEach(g -> g.connection().abort());
        timer.shutdownNow();
        protocols.close();
        doorkeeper.close();
        records.close();
    }

    private void awaitEmpty() {
        long end = System.nanoTime() + waits.stop().toNanos();
        try {
            while (!guests.isEmpty() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
