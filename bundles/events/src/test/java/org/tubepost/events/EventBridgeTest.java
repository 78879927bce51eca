// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.LoginEvent;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.SmallFramework;

/** What comes out on the bus of what the house tells its listeners. */
class EventBridgeTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final MailboxName INBOX = MailboxName.inbox("ann@example.com");

    @TempDir Path folder;
    private final BlockingQueue<Event> sent = new LinkedBlockingQueue<>();
    private final Semaphore bus = new Semaphore(0);
    private SmallFramework framework;
    private EventBridge bridge;

    @BeforeEach
    void start() throws Exception {
        framework = SmallFramework.start(folder);
        bus.release(1_000_000);
        framework.register(EventAdmin.class, new Bus(), Map.of());
        bridge = bridge(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        bridge.close();
        framework.close();
    }

    private EventBridge bridge(Map<String, Object> settings) {
        return new EventBridge(
                framework.context(),
                ComponentSettings.of(EventSettings.class, settings),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private ServiceRegistration<EventHandler> handler(String topics) {
        return framework.register(
                EventHandler.class, e -> {}, Map.of(EventConstants.EVENT_TOPIC, topics));
    }

    private Event next() throws InterruptedException {
        Event event = sent.poll(10, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    private static MailboxEvent event(MailboxEvent.Kind kind, FakeChange change) {
        return new MailboxEvent(INBOX, kind, 77, Optional.of(change));
    }

    @Test
    void aDeliveryIsMessageNewWithTheSeedsProperties() throws Exception {
        handler("org/tubepost/event/*");
        bridge.changed(
                event(
                        MailboxEvent.Kind.DELIVERED,
                        FakeChange.of(List.of(9L)).from("8:").to("8: 9:\\Flagged")));
        Event event = next();
        assertThat(event.getTopic()).isEqualTo("org/tubepost/event/MessageNew");
        assertThat(event.getProperty("evtType")).isEqualTo("NewMsg");
        assertThat(event.getProperty("mailboxName")).isEqualTo("user/ann@example.com/INBOX");
        assertThat(event.getProperty("userid")).isEqualTo("ann@example.com");
        assertThat(event.getProperty("uidValidity")).isEqualTo(5L);
        assertThat(event.getProperty("imapUid")).isEqualTo(9L);
        assertThat(event.getProperty("size")).isEqualTo(900L);
        assertThat(event.getProperty("numMsgs")).isEqualTo(2);
        assertThat(event.getProperty("modSeq")).isEqualTo(77L);
        assertThat(event.getProperty("timestamp")).isEqualTo(NOW.toEpochMilli());
        assertThat((String[]) event.getProperty("flagNames")).containsExactly(Flags.FLAGGED);
        assertThat(event.getProperty("pid")).isEqualTo(ProcessHandle.current().pid());
        assertThat(event.getProperty("header")).isNull();
    }

    @Test
    void aChangeOfFlagsIsOneEventForEachThingThatHappened() throws Exception {
        handler("org/tubepost/event/*");
        bridge.changed(
                event(
                        MailboxEvent.Kind.FLAGS,
                        FakeChange.of(List.of(1L, 2L, 3L, 5L))
                                .from("1: 2: 3: 5:\\Seen")
                                .to("1:\\Seen 2:\\Seen 3:\\Seen,\\Deleted,todo 5:")));
        Event read = next();
        assertThat(read.getTopic()).endsWith("/MessageRead");
        assertThat(read.getProperty("evtType")).isEqualTo("ReadMsg");
        assertThat(read.getProperty("uidSet")).isEqualTo("1:3");
        assertThat(read.getProperty("oldFlags")).isNull();
        assertThat(read.getProperty("numSeen")).isEqualTo(3);
        Event trash = next();
        assertThat(trash.getTopic()).endsWith("/MessageTrash");
        assertThat(trash.getProperty("imapUid")).isEqualTo(3L);
        Event set = next();
        assertThat(set.getTopic()).endsWith("/FlagsSet");
        assertThat((String[]) set.getProperty("flagNames")).containsExactly("todo");
        assertThat((String[]) set.getProperty("oldFlags")).isEmpty();
        assertThat((String[]) set.getProperty("newFlags"))
                .containsExactly(Flags.DELETED, Flags.SEEN, "todo");
        Event clear = next();
        assertThat(clear.getTopic()).endsWith("/FlagsClear");
        assertThat(clear.getProperty("evtType")).isEqualTo("MsgFlags");
        assertThat(clear.getProperty("uidSet")).isEqualTo("5");
    }

    @Test
    void expungesOfClientsAndOfRulesAreDifferentEvents() throws Exception {
        handler("org/tubepost/event/MessageExpunge");
        handler("org/tubepost/event/MessageExpire");
        FakeChange gone = FakeChange.of(List.of(1L, 2L, 4L)).from("1: 2: 3: 4:").to("3:");
        bridge.changed(event(MailboxEvent.Kind.EXPUNGED, gone));
        bridge.changed(event(MailboxEvent.Kind.EXPUNGED, gone.expired()));
        Event expunge = next();
        assertThat(expunge.getProperty("evtType")).isEqualTo("DeleteMsg");
        assertThat(expunge.getProperty("uidSet")).isEqualTo("1:2,4");
        assertThat(expunge.getProperty("lastUid")).isEqualTo(4L);
        assertThat(next().getProperty("evtType")).isEqualTo("PurgeMsg");
    }

    @Test
    void foldersAreMadeRenamedAndDeleted() throws Exception {
        handler("org/tubepost/*");
        FakeChange change = FakeChange.of(List.of());
        bridge.changed(event(MailboxEvent.Kind.CREATED, change.to("")));
        bridge.changed(
                event(
                        MailboxEvent.Kind.RENAMED,
                        change.renamed(new MailboxName("ann@example.com", "Old"))));
        bridge.changed(event(MailboxEvent.Kind.DELETED, change));
        assertThat(next().getTopic()).endsWith("/MailboxCreate");
        Event renamed = next();
        assertThat(renamed.getProperty("oldMailboxName")).isEqualTo(INBOX.toString());
        assertThat(renamed.getProperty("mailboxName")).isEqualTo("user/ann@example.com/Old");
        assertThat(next().getTopic()).endsWith("/MailboxDelete");
    }

    @Test
    void loginsSayWhoFromWhereAndWhoIsBehindThem() throws Exception {
        handler("org/tubepost/event/*");
        AuthenticationContext context =
                new AuthenticationContext(
                        "imap",
                        "mail.example.com",
                        new InetSocketAddress("192.0.2.7", 4711),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        12);
        Identity who = new Identity("ann@example.com", "root", false, Optional.empty(), true);
        bridge.changed(new LoginEvent(NOW, LoginEvent.Kind.LOGIN, who, "PLAIN", context));
        bridge.changed(new LoginEvent(NOW, LoginEvent.Kind.LOGOUT, who, "", context));
        Event login = next();
        assertThat(login.getTopic()).endsWith("/Login");
        assertThat(login.getProperty("userid")).isEqualTo("ann@example.com");
        assertThat(login.getProperty("admin")).isEqualTo("root");
        assertThat(login.getProperty("client")).isEqualTo("192.0.2.7");
        assertThat(login.getProperty("mechanism")).isEqualTo("PLAIN");
        assertThat(login.getProperty("session")).isEqualTo(12L);
        assertThat(next().getTopic()).endsWith("/Logout");
    }

    @Test
    void quotasAreToldInBegunKilobytes() throws Exception {
        handler("org/tubepost/event/Quota*");
        handler("org/tubepost/event/QuotaExceed");
        bridge.changed(new QuotaEvent(NOW, "ann", "user/ann", true, 1025, 1 << 20, 3, -1));
        Event event = next();
        assertThat(event.getProperty("evtType")).isEqualTo("OverQuota");
        assertThat(event.getProperty("diskquota")).isEqualTo(1024L);
        assertThat(event.getProperty("diskquotaused")).isEqualTo(2L);
        assertThat(event.getProperty("msgquota")).isEqualTo(-1L);
    }

    @Test
    void whatNobodyWantsIsNotEvenCollected() throws Exception {
        handler("*");
        ServiceRegistration<EventHandler> logins = handler("org/tubepost/event/Login");
        bridge.changed(event(MailboxEvent.Kind.DELETED, FakeChange.of(List.of())));
        assertThat(reading("events_waiting")).isZero();
        logins.unregister();
        handler("org/tubepost/event/*");
        bridge.changed(event(MailboxEvent.Kind.CREATED, FakeChange.of(List.of()).to("")));
        assertThat(next().getTopic()).endsWith("/MailboxCreate");
        assertThat(sent).isEmpty();
    }

    @Test
    void aHandlerThatHangsCostsEventsWhichAreCountedAndDelaysNobody() throws Exception {
        bridge.close();
        bridge = bridge(Map.of("queueLimit", 3));
        handler("org/tubepost/event/*");
        bus.drainPermits();
        for (int i = 0; i < 20; i++) {
            bridge.changed(event(MailboxEvent.Kind.DELETED, FakeChange.of(List.of())));
        }
        long lost = reading("events_lost_total");
        assertThat(lost).isBetween(16L, 17L);
        bus.release(1000);
        List<String> topics = new ArrayList<>();
        Event last;
        do {
            last = next();
            topics.add(last.getTopic());
        } while (!last.getTopic().endsWith("/EventsLost"));
        assertThat(topics).hasSize(20 - (int) lost + 1);
        assertThat(last.getProperty("lost")).isEqualTo(lost);
    }

    @Test
    void aHeaderIsAskedForWhenItIsWantedAndCutWhereItIsTooLong() throws Exception {
        MemoryContent content = MemoryContent.of("Subject: x\r\nTo: y\r\n\r\nbody");
        Mailbox mailbox = fake(Mailbox.class, Map.of("uidValidity", 5L, "content", content));
        framework.register(
                MessageStore.class, fake(MessageStore.class, Map.of("open", mailbox)), Map.of());
        bridge.close();
        bridge = bridge(Map.of("maxHeaderSize", 12));
        handler("org/tubepost/event/*");
        bridge.changed(event(MailboxEvent.Kind.DELIVERED, FakeChange.of(List.of(9L)).to("9:")));
        Event event = next();
        assertThat(event.getProperty("header")).isEqualTo("Subject: x\r\n");
        assertThat(event.getProperty("hdrLen")).isEqualTo(21L);
        assertThat(content.references()).isZero();
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> answers.get(method.getName())));
    }

    @Test
    void onlyTypesThatTheSettingsNameArePosted() throws Exception {
        bridge.close();
        bridge = bridge(Map.of("types", new String[] {"mailboxdelete"}));
        handler("org/tubepost/event/*");
        bridge.changed(event(MailboxEvent.Kind.CREATED, FakeChange.of(List.of()).to("")));
        bridge.changed(event(MailboxEvent.Kind.DELETED, FakeChange.of(List.of())));
        assertThat(next().getTopic()).endsWith("/MailboxDelete");
        assertThatThrownBy(() -> bridge(Map.of("types", new String[] {"MessageNwe"})))
                .hasMessageContaining("MessageNwe");
    }

    @Test
    void anEventWithoutAnythingKnownOfItIsNoEvent() throws Exception {
        handler("org/tubepost/event/*");
        bridge.changed(new MailboxEvent(INBOX, MailboxEvent.Kind.DELIVERED, 1));
        bridge.changed(event(MailboxEvent.Kind.DELETED, FakeChange.of(List.of())));
        assertThat(next().getTopic()).endsWith("/MailboxDelete");
    }

    private long reading(String name) {
        return (long)
                bridge.readings().stream()
                        .filter(r -> r.name().equals(name))
                        .mapToDouble(Reading::value)
                        .findFirst()
                        .orElseThrow();
    }

    /** Delivers at once, or holds up the sender as a handler that hangs would. */
    private final class Bus implements EventAdmin {
        @Override
        public void postEvent(Event event) {
            throw new UnsupportedOperationException("has no bound");
        }

        @Override
        public void sendEvent(Event event) {
            bus.acquireUninterruptibly();
            sent.add(event);
        }
    }
}
