// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.store.ExpiryReport;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxEvent.Kind;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreExpiry.Order;
import org.tubepost.store.OpenStore;

/** What the rules do to mailboxes of a real store, by a clock that is moved. */
class ExpiryServiceTest {
    private static final String SUBJECT = "Subject: %s\r\n\r\n%s";

    @TempDir Path folder;
    private Home home;

    @BeforeEach
    void open() throws Exception {
        home = new Home(folder);
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private long mail(String folder, String... flags) throws Exception {
        return home.append("ann", folder, "a: b\r\n\r\nc", flags);
    }

    @Test
    void messagesGoWhenTheirDaysAreOverAndNotBefore() throws Exception {
        home.rules("R.folderpattern: user/*/Trash", "R.messagedays: 7");
        long old = mail("Trash");
        long kept = mail("INBOX");
        home.later(6);
        long young = mail("Trash");
        assertThat(home.run().discarded()).isZero();
        home.later(1);
        ExpiryReport report = home.run();
        assertThat(report).isEqualTo(new ExpiryReport(1, 2, 1, 9, 0, 0, 0, false, List.of()));
        assertThat(home.uids("ann", "Trash")).containsExactly(young);
        assertThat(home.uids("ann", "INBOX")).containsExactly(kept);
        assertThat(home.found).containsExactly("user/ann/Trash " + old + " R discard");
    }

    @Test
    void sessionsAndListenersSeeExpungesOfExpiry() throws Exception {
        home.rules("R.folderpattern: user/*", "R.messagecount: 0");
        long uid = mail("INBOX");
        try (Mailbox session = home.open("ann", "INBOX")) {
            long before = session.view().highestModSeq();
            home.run();
            assertThat(session.expungedSince(before)).containsExactly(uid);
        }
        MailboxEvent last = home.events.get(home.events.size() - 1);
        assertThat(last.kind()).isEqualTo(Kind.EXPUNGED);
        assertThat(last.change().orElseThrow().isExpiry()).isTrue();
    }

    @Test
    void daysInTheFolderAreCountedFromTheCopy() throws Exception {
        home.rules("R.folderpattern: user/*/Trash", "R.savedays: 3");
        home.now = home.now.minus(Duration.ofDays(30));
        long old = mail("INBOX");
        home.now = home.now.plus(Duration.ofDays(30));
        try (Mailbox inbox = home.open("ann", "INBOX")) {
            inbox.moveTo(List.of(old), Home.box("ann", "Trash"));
        }
        assertThat(home.run().discarded()).isZero();
        home.now = home.now.plus(Duration.ofHours(73));
        assertThat(home.run().discarded()).isEqualTo(1);
    }

    @Test
    void theOldestGoWhenThereAreTooManyOrTooLarge() throws Exception {
        home.rules("R.folderpattern: user/ann/A*", "R.messagecount: 3", "R.foldersize: 40");
        for (String name : List.of("A1", "A2")) {
            home.store.create(OpenStore.user("ann"), Home.box("ann", name), Optional.empty());
            for (int i = 0; i < 5; i++) {
                home.append("ann", name, "a: b\r\n\r\n" + "c".repeat(name.equals("A1") ? 1 : 10));
            }
        }
        home.run();
        assertThat(home.uids("ann", "A1")).containsExactly(3L, 4L, 5L);
        assertThat(home.uids("ann", "A2")).containsExactly(4L, 5L);
    }

    @Test
    void aLargeMessageMayStayForItsDaysOfGrace() throws Exception {
        home.rules("R.folderpattern: user/*", "R.messagesize: 100", "R.messagesizedays: 2");
        long large = home.append("ann", "INBOX", "a: b\r\n\r\n" + "c".repeat(100));
        long small = mail("INBOX");
        home.later(1);
        assertThat(home.run().discarded()).isZero();
        home.later(1);
        home.run();
        assertThat(home.found).containsExactly("user/ann/INBOX " + large + " R discard");
        assertThat(home.uids("ann", "INBOX")).containsExactly(small);
    }

    @Test
    void flagsAreNeededOrAreEnough() throws Exception {
        long unseen = mail("INBOX");
        long seen = mail("INBOX", Flags.SEEN);
        long deleted = mail("INBOX", Flags.DELETED);
        home.rules("R.folderpattern: user/*", "R.messagedays: 1", "R.seen: and");
        assertThat(home.trial().discarded()).isZero();
        home.rules("R.folderpattern: user/*", "R.messagedays: 1", "R.deleted: or");
        home.run();
        assertThat(home.uids("ann", "INBOX")).containsExactly(unseen, seen).doesNotContain(deleted);
        home.rules("R.folderpattern: user/*", "R.messagedays: 1", "R.seen: and");
        home.later(1);
        home.run();
        assertThat(home.uids("ann", "INBOX")).containsExactly(unseen);
    }

    @Test
    void headersAreConditionsAndSeveralOfOneNameAreAlternatives() throws Exception {
        home.rules(
                "R.folderpattern: user/*",
                "R.Subject: *lottery*",
                "R.Subject: *gr\u00fc\u00dfe*",
                "R.X-Spam: yes");
        String spam = "X-Spam: Yes\r\n";
        long hit = home.append("ann", "INBOX", spam + SUBJECT.formatted("LOTTERY!", "x"));
        home.append("ann", "INBOX", SUBJECT.formatted("lottery", "x"));
        home.append("ann", "INBOX", spam + SUBJECT.formatted("news", "lottery"));
        long encoded =
                home.append(
                        "ann",
                        "INBOX",
                        spam + SUBJECT.formatted("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", ""));
        home.run();
        assertThat(home.found)
                .containsExactly(
                        "user/ann/INBOX " + hit + " R discard",
                        "user/ann/INBOX " + encoded + " R discard");
    }

    @Test
    void messagesGoWhenTheDayOverWhichTheirSenderSpeaksIsPast() throws Exception {
        String until =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(home.now.atOffset(ZoneOffset.UTC));
        String later =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        home.now.plus(Duration.ofDays(2)).atOffset(ZoneOffset.UTC));
        long over = home.append("ann", "INBOX", "Expires: " + until + "\r\n\r\nc");
        long older = home.append("ann", "INBOX", "Expiry-Date: " + until + "\r\n\r\nc");
        long twice =
                home.append(
                        "ann",
                        "INBOX",
                        "Expires: " + until + "\r\nExpires: " + later + "\r\n\r\nc");
        long web = home.append("ann", "INBOX", "Expires: 0\r\n\r\nc");
        long plain = mail("INBOX");
        home.rules("R.folderpattern: user/*", "R.messagedays: 30");
        home.later(1);
        assertThat(home.run().discarded()).isZero();
        home.rules("R.folderpattern: user/*", "R.messagedays: 30", "R.expires: 1");
        home.run();
        assertThat(home.found)
                .containsExactly(
                        "user/ann/INBOX " + over + " R discard",
                        "user/ann/INBOX " + older + " R discard");
        assertThat(home.uids("ann", "INBOX")).containsExactly(twice, web, plain);
        home.later(1);
        home.run();
        assertThat(home.uids("ann", "INBOX")).containsExactly(web, plain);
    }

    @Test
    void theHeaderOfAMessageIsReadOnceForItsDayAndItsFields() throws Exception {
        String over =
                "Expires: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                home.now.atOffset(ZoneOffset.UTC));
        for (int i = 0; i < 3; i++) {
            home.append("ann", "INBOX", over + "\r\nX-Spam: yes\r\n\r\nc");
        }
        home.later(1);
        AtomicInteger read = new AtomicInteger();
        ExpiryService service = home.expiryOf(counting(read));
        service.activate(
                Written.generation("R.folderpattern: user/*", "R.expires: 1", "R.X-Spam: yes"));
        ExpiryReport report = service.run(Order.ALL, home.stoppedAfter(Long.MAX_VALUE));
        assertThat(report.discarded()).isEqualTo(3);
        assertThat(read).hasValue(3);
    }

    /** The store, with a count of the messages that are opened. */
    private MessageStore counting(AtomicInteger read) {
        return proxy(
                MessageStore.class,
                (store, method, arguments) -> {
                    Object result = method.invoke(home.store, arguments);
                    return result instanceof Mailbox mailbox
                            ? proxy(
                                    Mailbox.class,
                                    (self, call, given) -> {
                                        if (call.getName().equals("content")) {
                                            read.incrementAndGet();
                                        }
                                        return call.invoke(mailbox, given);
                                    })
                            : result;
                });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        Home.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void tooManyAreThinnedOnlyAmongThoseThatMeetTheConditions() throws Exception {
        home.rules("R.folderpattern: user/*", "R.messagecount: 2", "R.seen: and");
        long one = mail("INBOX");
        mail("INBOX", Flags.SEEN);
        long three = mail("INBOX");
        mail("INBOX", Flags.SEEN);
        long five = mail("INBOX");
        home.run();
        assertThat(home.uids("ann", "INBOX")).containsExactly(one, three, five);
    }

    @Test
    void filedMessagesKeepTheirFlagsAndMissingFoldersAreMade() throws Exception {
        home.rules(
                "R.folderpattern: user/*/INBOX",
                "R.messagedays: 1",
                "R.action: fileinto:Old/Mail",
                "S.folderpattern: user/*/Sent",
                "S.messagedays: 1",
                "S.action: fileinto:Shared Folders/User/bob/From ann");
        mail("INBOX", Flags.FLAGGED);
        mail("Sent");
        home.store.list(OpenStore.user("bob"), "bob");
        home.later(1);
        assertThat(home.run().filed()).isEqualTo(2);
        assertThat(home.uids("ann", "INBOX")).isEmpty();
        try (Mailbox old = home.open("ann", "Old/Mail")) {
            assertThat(old.view().get(0).flags()).isEqualTo(Flags.of(Flags.FLAGGED));
        }
        assertThat(home.uids("bob", "From ann")).hasSize(1);
        assertThat(home.run().filed()).isZero();
    }

    private List<Path> archived() throws Exception {
        Path root = folder.resolve("expired");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).map(root::relativize).sorted().toList();
        }
    }

    @Test
    void archivedMessagesAreFilesOfAMaildirBeforeTheyGo() throws Exception {
        home.rules("R.folderpattern: user/*", "R.messagedays: 1", "R.action: archive");
        home.store.create(
                OpenStore.user("ann"), Home.box("ann", "Gr\u00f6n/a.b"), Optional.empty());
        long one = mail("INBOX", Flags.SEEN, Flags.FLAGGED, "$Work");
        long two = mail("Gr\u00f6n/a.b");
        Instant date = home.now;
        home.append("..", "INBOX", "a: b\r\n\r\nc");
        home.later(1);
        assertThat(home.trial().archived()).isEqualTo(3);
        assertThat(archived()).isEmpty();
        ExpiryReport report = home.run();
        assertThat(report.archived()).isEqualTo(3);
        assertThat(report.discarded()).isZero();
        assertThat(report.problems()).isEmpty();
        assertThat(home.uids("ann", "INBOX")).isEmpty();
        assertThat(archived().stream().map(p -> p.toString().replaceAll("/\\d+\\.V\\d+U", "/")))
                .containsExactly(
                        "%2E./cur/1.tubepost:2,",
                        "ann/.Gr&APY-n.a&AC4-b/cur/" + two + ".tubepost:2,",
                        "ann/cur/" + one + ".tubepost:2,FS");
        Path file = folder.resolve("expired").resolve(archived().get(2));
        assertThat(Files.readString(file)).isEqualTo("a: b\r\n\r\nc");
        assertThat(Files.getLastModifiedTime(file).toInstant().getEpochSecond())
                .isEqualTo(date.getEpochSecond());
    }

    @Test
    void whatCannotBeArchivedStays() throws Exception {
        home.rules("R.folderpattern: user/ann/*", "R.messagedays: 1", "R.action: archive");
        long uid = mail("INBOX");
        home.later(1);
        Files.createDirectories(folder.resolve("expired"));
        Files.writeString(folder.resolve("expired/ann"), "in the way");
        ExpiryReport report = home.run();
        assertThat(report.archived()).isZero();
        assertThat(report.problems()).singleElement().asString().contains("INBOX, message " + uid);
        assertThat(home.uids("ann", "INBOX")).containsExactly(uid);
    }

    @Test
    void aTrialAndAReportChangeNothing() throws Exception {
        home.rules(
                "R.folderpattern: user/*",
                "R.messagedays: 0",
                "S.folderpattern: user/*",
                "S.messagedays: 0",
                "S.action: report");
        long uid = mail("INBOX");
        ExpiryReport report = home.trial();
        assertThat(report.discarded()).isEqualTo(1);
        assertThat(home.uids("ann", "INBOX")).containsExactly(uid);
        home.rules("S.folderpattern: user/*", "S.messagedays: 0", "S.action: report");
        assertThat(home.run().reported()).isEqualTo(1);
        assertThat(home.uids("ann", "INBOX")).containsExactly(uid);
    }

    @Test
    void oneOwnerOrPartitionCanBeGoneThrough() throws Exception {
        home.rules("R.folderpattern: user/*", "R.messagedays: 0");
        mail("INBOX");
        home.append("bob", "INBOX", "a: b\r\n\r\nc");
        Order elsewhere = new Order(Optional.empty(), Optional.of("second"), false, List.of());
        assertThat(home.expiry.run(elsewhere, home.stoppedAfter(9)).folders()).isZero();
        Order bob = new Order(Optional.of("BOB"), Optional.of("primary"), false, List.of());
        assertThat(home.expiry.run(bob, home.stoppedAfter(9)).discarded()).isEqualTo(1);
        assertThat(home.uids("ann", "INBOX")).hasSize(1);
        Order nobody = new Order(Optional.of("eve"), Optional.empty(), false, List.of());
        assertThatThrownBy(() -> home.expiry.run(nobody, home.stoppedAfter(9)))
                .hasMessageContaining("eve has no mailbox");
    }

    @Test
    void aLargeMailboxGoesInPagesAndAStopLeavesTheRest() throws Exception {
        home.rules("R.folderpattern: user/ann/INBOX", "R.messagecount: 8");
        home.fill("ann", "INBOX", 13);
        ExpiryReport report = home.expiry.run(Order.ALL, home.stoppedAfter(900));
        assertThat(report.stopped()).isTrue();
        assertThat(report.discarded()).isEqualTo(1000);
        assertThat(home.uids("ann", "INBOX")).hasSize(8192 - 1000);
        assertThat(home.run().discarded()).isEqualTo(8192 - 1000 - 8);
        assertThat(home.events.stream().filter(e -> e.kind() == Kind.EXPUNGED))
                .hasSizeGreaterThan(15)
                .allMatch(e -> e.change().orElseThrow().uids().size() <= 500);
    }

    @Test
    void rulesOfAnotherFileAreFollowedOnlyIfTheyAreSound() throws Exception {
        mail("INBOX");
        Path file = folder.resolve(Written.FILE);
        Order other = new Order(Optional.empty(), Optional.empty(), false, List.of(file));
        Order wrong = new Order(Optional.empty(), Optional.empty(), false, List.of(folder));
        assertThatThrownBy(() -> home.expiry.run(wrong, home.stoppedAfter(9)))
                .hasMessageContaining("is no file or folder with store.expirerule");
        SourceLocation place = new SourceLocation(Written.FILE, 2, 3);
        home.candidate =
                new Configuration.Candidate(
                        Optional.empty(),
                        List.of(new Problem(place, Problem.Severity.ERROR, "no such action")));
        assertThatThrownBy(() -> home.expiry.run(other, home.stoppedAfter(9)))
                .hasMessage("store.expirerule:2:3: error: no such action");
        home.candidate =
                new Configuration.Candidate(
                        Optional.of(
                                Written.generation("R.folderpattern: user/*", "R.messagedays: 0")),
                        List.of());
        assertThat(home.expiry.run(other, home.stoppedAfter(9)).discarded()).isEqualTo(1);
    }

    @Test
    void otherRulesWaitWhileTheConfigurationIsReplacedAndThoseInForceGoOn() throws Exception {
        home.rules("R.folderpattern: user/*", "R.messagedays: 0");
        mail("INBOX");
        home.later(1);
        home.configuration.unregister();
        Order other =
                new Order(
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of(folder.resolve(Written.FILE)));
        assertThatThrownBy(() -> home.expiry.run(other, home.stoppedAfter(9)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("being replaced");
        assertThat(home.run().discarded()).isEqualTo(1);
    }

    @Test
    void nightlyRunThatFailsIsTriedAgainAtItsNextTimeOnly() {
        AtomicInteger asked = new AtomicInteger();
        MessageStore broken =
                proxy(
                        MessageStore.class,
                        (proxy, method, arguments) -> {
                            asked.incrementAndGet();
                            throw new IllegalStateException("closed");
                        });
        ExpiryService service = home.expiryOf(broken);
        service.activate(Written.generation("R.folderpattern: user/*", "R.messagedays: 0"));
        home.later(1);
        service.tick();
        service.tick();
        assertThat(asked).hasValue(1);
        home.later(1);
        service.tick();
        assertThat(asked).hasValue(2);
    }

    @Test
    void theNightlyRunComesOnceADayAtItsTime() throws Exception {
        home.rules("R.folderpattern: user/*", "R.messagedays: 0");
        home.now =
                home.now.atZone(ZoneOffset.UTC).plusDays(2).with(LocalTime.of(22, 59)).toInstant();
        mail("INBOX");
        home.expiry.tick();
        assertThat(home.uids("ann", "INBOX")).as("late, but once").isEmpty();
        long stays = mail("INBOX");
        home.expiry.tick();
        assertThat(home.uids("ann", "INBOX")).containsExactly(stays);
        home.now = home.now.plus(Duration.ofMinutes(1));
        home.expiry.tick();
        assertThat(home.uids("ann", "INBOX")).isEmpty();
        mail("INBOX");
        home.expiry.tick();
        assertThat(home.uids("ann", "INBOX")).hasSize(1);
    }
}
