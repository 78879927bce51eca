// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.backup.OtherServer.message;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.ImapImport;
import org.tubepost.api.store.ImapImport.Choice;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

class ImapImportTest {
    private static final String DATE = " 2-Jan-2020 03:04:05 +0000";

    @TempDir Path temp;
    private Home home;
    private OtherServer other;
    private StoreArchive archive;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        other = new OtherServer();
        archive = home.archive;
    }

    @AfterEach
    void close() throws Exception {
        other.close();
        home.close();
    }

    private TransferReport take(Choice choice, TransferMonitor monitor) throws IOException {
        return take(choice, monitor, Optional.empty(), "secret", other.port());
    }

    private TransferReport take(
            Choice choice,
            TransferMonitor monitor,
            Optional<String> administrator,
            String password,
            int port)
            throws IOException {
        return new ImportRun(home, home.store, archive, choice, administrator, port)
                .take(List.of(new ImapImport.Account("ann@old", "ann", password)), monitor);
    }

    private static String text(long number) {
        return "a: " + number + "\r\n\r\nbody\r\n";
    }

    private void fill(TreeMap<Long, String> folder, int count) {
        for (long uid = 10; uid <= 10L * count; uid += 10) {
            folder.put(uid, message(uid, "\\Seen \\Recent $Label", DATE, text(uid)));
        }
    }

    @Test
    void foldersFlagsDatesUidsUsesAndSubscriptionsComeOver() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "\\HasNoChildren");
        inbox.put(7L, message(7, "\\Seen $Label NonJunk", DATE, text(7)));
        // The content before the rest, unknown items, and a content that is no literal.
        inbox.put(
                9L,
                "BODY[] {3}\r\na:\r X-THING (1 (\"x\" NIL)) FLAGS (\\flagged)"
                        + " INTERNALDATE \"02-Jan-2020 04:04:05 +0100\" UID 9");
        inbox.put(12L, "UID 12 FLAGS () INTERNALDATE \"soon\" BODY[] \"b: c\"");
        fill(other.folder("\"Sent Items\"", "\\HasNoChildren \\Sent"), 1);
        fill(other.folder("\"Gr&APY-n/x &- y\"", ""), 2);
        other.folder("\"[Gmail]\"", "\\Noselect");
        fill(other.folder("\"[Gmail]/All\"", "\\All"), 3);
        TransferReport report = take(Choice.ALL, Home.patient());
        assertThat(report.problems()).isEmpty();
        assertThat(report.messages()).isEqualTo(6);
        List<MessageRecord> records = home.byChange("ann", "INBOX");
        assertThat(records).extracting(MessageRecord::uid).containsExactly(7L, 9L, 12L);
        assertThat(records.get(0).flags()).isEqualTo(Flags.of(Flags.SEEN, "$Label", "NonJunk"));
        assertThat(records.get(1).flags()).isEqualTo(Flags.of(Flags.FLAGGED));
        assertThat(records.subList(0, 2))
                .extracting(MessageRecord::internalDate)
                .containsOnly(Instant.parse("2020-01-02T03:04:05Z"));
        assertThat(home.contents("ann", "INBOX")).containsExactly(text(7), "a:\r", "b: c");
        assertThat(home.contents("ann", "Sent")).containsExactly(text(10));
        assertThat(home.contents("ann", "Grön/x & y")).hasSize(2);
        assertThat(home.store.list(Home.user("ann"), "ann"))
                .extracting(MailboxInfo::name)
                .doesNotContain(Home.box("ann", "[Gmail]/All"), Home.box("ann", "Sent Items"));
        assertThat(home.store.status(Home.user("ann"), Home.box("ann", "INBOX")).uidValidity())
                .isEqualTo(4711);
        assertThat(other.heard)
                .contains("AUTHENTICATE PLAIN AGFubkBvbGQAc2VjcmV0")
                .noneMatch(command -> command.startsWith("SELECT") || command.contains("STORE"));
    }

    @Test
    void aSecondRunFetchesOnlyWhatIsNew() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 5);
        assertThat(take(Choice.ALL, Home.patient()).messages()).isEqualTo(5);
        // What the user deletes here stays away; a twin of a message that is here comes.
        home.expunge("ann", "INBOX", 20L);
        inbox.put(70L, message(70, "", DATE, text(10)));
        other.heard.clear();
        TransferReport report = take(Choice.ALL, Home.patient());
        assertThat(report.messages()).isEqualTo(1);
        assertThat(report.present()).isZero();
        assertThat(other.heard).contains("UID FETCH 51:* (UID FLAGS INTERNALDATE BODY.PEEK[])");
        other.heard.clear();
        assertThat(take(Choice.ALL, Home.patient()).messages()).isZero();
        assertThat(other.heard).noneMatch(command -> command.contains("BODY"));
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::uid)
                .containsExactly(10L, 30L, 40L, 50L, 70L);
    }

    private static final Choice DELETIONS =
            new Choice(Optional.empty(), List.of(), List.of(), Map.of(), 0, true);

    private Map<Long, Flags> flags(String folder) throws Exception {
        Map<Long, Flags> flags = new TreeMap<>();
        home.byChange("ann", folder).forEach(m -> flags.put(m.uid(), m.flags()));
        return flags;
    }

    private void change(TreeMap<Long, String> folder, long uid, String flags) {
        folder.put(uid, message(uid, flags, DATE, text(uid)));
    }

    @Test
    void laterRunsFollowFlagsOfMessagesThatNobodyChangedHere() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 5);
        take(Choice.ALL, Home.patient());
        home.flag("ann", "INBOX", 20L, Flags.FLAGGED);
        change(inbox, 10, "\\Seen \\Answered");
        change(inbox, 20, "\\Answered");
        change(inbox, 30, "");
        other.heard.clear();
        TransferReport second = take(Choice.ALL, Home.patient());
        assertThat(second.updated()).isEqualTo(2);
        assertThat(second.messages()).isZero();
        Map<Long, Flags> expected = new TreeMap<>();
        expected.put(10L, Flags.of(Flags.SEEN, Flags.ANSWERED));
        expected.put(20L, Flags.of(Flags.FLAGGED));
        expected.put(30L, Flags.NONE);
        expected.put(40L, Flags.of(Flags.SEEN, "$Label"));
        expected.put(50L, Flags.of(Flags.SEEN, "$Label"));
        assertThat(flags("INBOX")).isEqualTo(expected);
        // What the import itself changed is followed on; what somebody changed never is again.
        home.flag("ann", "INBOX", 20L, Flags.SEEN, "$Label");
        change(inbox, 10, "\\Draft");
        change(inbox, 20, "\\Draft");
        change(inbox, 60, "");
        TransferReport third = take(Choice.ALL, Home.patient());
        assertThat(third.updated()).isEqualTo(1);
        assertThat(third.messages()).isEqualTo(1);
        expected.put(10L, Flags.of(Flags.DRAFT));
        expected.put(20L, Flags.of(Flags.SEEN, "$Label"));
        expected.put(60L, Flags.NONE);
        assertThat(flags("INBOX")).isEqualTo(expected);
        change(inbox, 60, "\\Seen");
        assertThat(take(Choice.ALL, Home.patient()).updated()).isEqualTo(1);
        assertThat(take(Choice.ALL, Home.patient()).updated()).isZero();
    }

    @Test
    void flagsThatAreChangedHereInTheVeryMomentOfTheirArrivalStay() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 3);
        StoreArchive real = archive;
        archive =
                (StoreArchive)
                        Proxy.newProxyInstance(
                                StoreArchive.class.getClassLoader(),
                                new Class<?>[] {StoreArchive.class},
                                (proxy, method, words) -> {
                                    Object result = method.invoke(real, words);
                                    if (method.getName().equals("restoreMessages")) {
                                        flagAll("INBOX", Flags.of(Flags.FLAGGED));
                                    }
                                    return result;
                                });
        take(Choice.ALL, Home.patient());
        archive = real;
        inbox.keySet().forEach(uid -> change(inbox, uid, "\\Answered"));
        assertThat(take(Choice.ALL, Home.patient()).updated()).isZero();
        assertThat(flags("INBOX").values()).hasSize(3).containsOnly(Flags.of(Flags.FLAGGED));
    }

    private void flagAll(String folder, Flags flags) throws StoreException {
        try (Mailbox mailbox =
                home.store.open(Identity.HOUSE, new MailboxName("ann", folder), false)) {
            List<Long> uids =
                    IntStream.range(0, mailbox.view().size())
                            .mapToObj(i -> mailbox.view().uid(i))
                            .toList();
            mailbox.changeFlags(uids, new FlagChange(FlagChange.Action.REPLACE, flags), -1);
        }
    }

    @Test
    void deletionsAreFollowedOnlyWhenAskedAndOnlyWhereNobodyElseHadAHand() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 6);
        take(Choice.ALL, Home.patient());
        home.append("ann", "INBOX", "a: local\r\n\r\n");
        home.flag("ann", "INBOX", 30L, Flags.FLAGGED);
        inbox.remove(20L);
        inbox.remove(30L);
        assertThat(take(Choice.ALL, Home.patient()).removed()).isZero();
        assertThat(flags("INBOX")).hasSize(7);
        TransferReport report = take(DELETIONS, Home.patient());
        assertThat(report.removed()).isEqualTo(1);
        assertThat(report.problems()).isEmpty();
        assertThat(flags("INBOX").keySet()).containsExactly(10L, 30L, 40L, 50L, 60L, 61L);
        inbox.clear();
        assertThat(take(DELETIONS, Home.patient()).removed()).isEqualTo(4);
        assertThat(flags("INBOX").keySet()).containsExactly(30L, 61L);
    }

    @Test
    void nothingIsRemovedWhenTheOtherServerDoesNotTellAll() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 3);
        take(Choice.ALL, Home.patient());
        inbox.put(20L, "BODY[] NIL");
        TransferReport report = take(DELETIONS, Home.patient());
        assertThat(report.removed()).isZero();
        assertThat(report.problems()).singleElement().asString().contains("2 of 3");
        other.answers.put("UID FETCH 1:40 (UID FLAGS)", "NO not now");
        change(inbox, 40, "");
        TransferReport refused = take(DELETIONS, Home.patient());
        assertThat(refused.problems()).singleElement().asString().contains("not now");
        assertThat(refused.messages()).isEqualTo(1);
        assertThat(flags("INBOX")).hasSize(4);
    }

    @Test
    void messagesWhoseUidsWereNotKeptAreFollowedToo() throws Exception {
        home.login("ann");
        home.append("ann", "INBOX", "a: here before\r\n\r\n");
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 3);
        take(Choice.ALL, Home.patient());
        home.append("ann", "INBOX", "a: between\r\n\r\n");
        for (long uid = 41; uid < 44; uid++) {
            change(inbox, uid, "");
        }
        take(Choice.ALL, Home.patient());
        assertThat(flags("INBOX").keySet()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        change(inbox, 20, "\\Draft");
        change(inbox, 43, "\\Draft");
        inbox.remove(30L);
        inbox.remove(41L);
        TransferReport report = take(DELETIONS, Home.patient());
        assertThat(report.updated()).isEqualTo(2);
        assertThat(report.removed()).isEqualTo(2);
        assertThat(flags("INBOX").keySet()).containsExactly(1L, 2L, 3L, 5L, 7L, 8L);
        assertThat(flags("INBOX").get(3L)).isEqualTo(Flags.of(Flags.DRAFT));
        assertThat(flags("INBOX").get(8L)).isEqualTo(Flags.of(Flags.DRAFT));
        assertThat(home.contents("ann", "INBOX"))
                .containsExactly(
                        "a: here before\r\n\r\n",
                        text(10),
                        text(20),
                        "a: between\r\n\r\n",
                        text(42),
                        text(43));
    }

    @Test
    void aStoppedRunForgetsNothingOfWhatItFollows() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 30);
        take(Choice.ALL, Home.upTo(12));
        change(inbox, 120, "");
        other.breakAfter.set(3);
        assertThat(take(Choice.ALL, Home.patient()).updated()).isEqualTo(1);
        change(inbox, 10, "");
        change(inbox, 300, "");
        TransferReport report = take(Choice.ALL, Home.patient());
        assertThat(report.updated()).isEqualTo(2);
        assertThat(report.problems()).isEmpty();
        assertThat(flags("INBOX"))
                .containsEntry(10L, Flags.NONE)
                .containsEntry(120L, Flags.NONE)
                .containsEntry(300L, Flags.NONE);
    }

    @Test
    void aStoppedRunGoesOnWhereItWas() throws Exception {
        fill(other.folder("INBOX", ""), 30);
        TransferReport part = take(Choice.ALL, Home.upTo(12));
        assertThat(part.stopped()).isTrue();
        assertThat(part.messages()).isEqualTo(12);
        other.heard.clear();
        TransferReport rest = take(Choice.ALL, Home.patient());
        assertThat(rest.messages()).isEqualTo(18);
        assertThat(rest.present()).isZero();
        assertThat(other.heard).contains("UID FETCH 121:* (UID FLAGS INTERNALDATE BODY.PEEK[])");
        assertThat(home.byChange("ann", "INBOX")).hasSize(30);
        assertThat(home.store.status(Home.user("ann"), Home.box("ann", "INBOX")).uidNext())
                .isEqualTo(301);
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAMessageIsOpenedAgain() throws Exception {
        fill(other.folder("INBOX", ""), 9);
        other.breakAfter.set(4);
        TransferReport report = take(Choice.ALL, Home.patient());
        assertThat(report.problems()).isEmpty();
        assertThat(report.messages()).isEqualTo(9);
        assertThat(home.contents("ann", "INBOX"))
                .hasSize(9)
                .startsWith(text(10))
                .doesNotHaveDuplicates();
        assertThat(other.heard).contains("UID FETCH 41:* (UID FLAGS INTERNALDATE BODY.PEEK[])");
    }

    @Test
    void whatIsThereFromAnotherWayIsNotDoubled() throws Exception {
        home.login("ann");
        home.append("ann", "INBOX", text(10));
        fill(other.folder("INBOX", ""), 3);
        TransferReport report = take(Choice.ALL, Home.patient());
        assertThat(report.present()).isEqualTo(1);
        assertThat(report.messages()).isEqualTo(2);
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::uid)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void namesAreChosenRenamedAndPutBelowAFolder() throws Exception {
        for (String folder : List.of("INBOX", "Work", "Work/Old", "Lists", "Lists/a", "Other")) {
            fill(other.folder(folder, folder.equals("Other") ? "\\Sent" : ""), 1);
        }
        Choice choice =
                new Choice(
                        Optional.of("From old"),
                        List.of("INBOX", "Work*", "Lists/%", "Other"),
                        List.of("Lists/b"),
                        Map.of("Work", "Job", "Work/Old", "Attic"),
                        0);
        assertThat(take(choice, Home.patient()).messages()).isEqualTo(5);
        assertThat(home.store.list(Home.user("ann"), "ann"))
                .extracting(info -> info.name().folder())
                .contains(
                        "From old",
                        "From old/Job",
                        "From old/Attic",
                        "From old/Lists/a",
                        "From old/Other")
                .doesNotContain("Work", "From old/Work", "Job");
    }

    @Test
    void aPrefixOfTheNamespaceGoesAndFoldersOfOthersStayAway() throws Exception {
        other.capabilities += " NAMESPACE";
        other.answers.put("NAMESPACE", "* NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) NIL");
        other.listed.add("() \".\" INBOX");
        other.listed.add("() \".\" INBOX.Work.a/b");
        other.listed.add("() \".\" user.bob.Shared");
        other.folders.put("INBOX", new TreeMap<>());
        other.folders.put("INBOX.Work.a/b", new TreeMap<>());
        fill(other.folders.get("INBOX.Work.a/b"), 1);
        assertThat(take(Choice.ALL, Home.patient()).problems()).isEmpty();
        assertThat(home.contents("ann", "Work/a_b")).hasSize(1);
        assertThat(other.heard).noneMatch(command -> command.contains("bob"));
    }

    @Test
    void refusalsAreToldInTheServersWordsAndWithoutThePassword() throws Exception {
        other.answers.put("AUTHENTICATE", "NO [AUTHENTICATIONFAILED] wrong");
        fill(other.folder("INBOX", ""), 1);
        assertThat(take(Choice.ALL, Home.patient()).problems())
                .singleElement()
                .asString()
                .contains(
                        "ann@old",
                        "127.0.0.1 answers AUTHENTICATE with: NO [AUTHENTICATIONFAILED] wrong");
        other.answers.clear();
        other.capabilities = "IMAP4rev1 LOGINDISABLED";
        assertThat(take(Choice.ALL, Home.patient()).problems())
                .singleElement()
                .asString()
                .contains("without TLS");
        other.capabilities = "IMAP4rev1";
        other.answers.put("LOGIN", "NO not you");
        assertThat(take(Choice.ALL, Home.patient()).problems())
                .singleElement()
                .asString()
                .contains("LOGIN with: NO not you")
                .doesNotContain("secret");
        assertThat(
                        take(
                                        Choice.ALL,
                                        Home.patient(),
                                        Optional.of("root"),
                                        "secret",
                                        other.port())
                                .problems())
                .singleElement()
                .asString()
                .contains("AUTH=PLAIN");
    }

    @Test
    void aFolderThatIsRefusedDoesNotKeepTheOthersAway() throws Exception {
        fill(other.folder("INBOX", ""), 1);
        fill(other.folder("Broken", ""), 1);
        fill(other.folder("Work", ""), 1);
        other.answers.put("EXAMINE \"Broken\"", "NO [SERVERBUG] corrupt");
        TransferReport report = take(Choice.ALL, Home.patient());
        assertThat(report.messages()).isEqualTo(2);
        assertThat(report.problems()).singleElement().asString().contains("[SERVERBUG] corrupt");
    }

    @Test
    void whatTheServerKeptBackIsAskedForAgain() throws Exception {
        TreeMap<Long, String> inbox = other.folder("INBOX", "");
        fill(inbox, 4);
        String lost = inbox.put(20L, "UID 20 FLAGS () BODY[] NIL");
        other.fetchEnd = "NO some could not be fetched";
        TransferReport report = take(Choice.ALL, Home.patient());
        assertThat(report.messages()).isEqualTo(3);
        assertThat(report.problems()).singleElement().asString().contains("some could not");
        other.fetchEnd = "OK done";
        assertThat(take(Choice.ALL, Home.patient()).problems())
                .singleElement()
                .asString()
                .contains("0 of 1 messages came");
        inbox.put(20L, lost);
        TransferReport rest = take(Choice.ALL, Home.patient());
        assertThat(rest.problems()).isEmpty();
        assertThat(rest.messages()).isEqualTo(1);
        assertThat(rest.present()).isZero();
        assertThat(home.contents("ann", "INBOX")).hasSize(4).contains(text(20));
    }

    @Test
    void anAdministratorActsAsTheAccount() throws Exception {
        fill(other.folder("INBOX", ""), 1);
        take(Choice.ALL, Home.patient(), Optional.of("root"), "pw", other.port());
        // ann@old NUL root NUL pw
        assertThat(other.heard).contains("AUTHENTICATE PLAIN YW5uQG9sZAByb290AHB3");
    }

    @Test
    void whereNobodyListensTheImportFailsAtOnce() throws Exception {
        int port = other.port();
        other.close();
        assertThatThrownBy(() -> take(Choice.ALL, Home.patient(), Optional.empty(), "secret", port))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aStoreThatTakesNoMoreDoesNotHideWhatItHasTaken() throws Exception {
        fill(other.folder("INBOX", ""), 2);
        MessageStore full =
                (MessageStore)
                        Proxy.newProxyInstance(
                                MessageStore.class.getClassLoader(),
                                new Class<?>[] {MessageStore.class},
                                (proxy, method, words) -> {
                                    if (method.getName().equals("list") && words[1].equals("bob")) {
                                        throw new StoreException(
                                                StoreException.Code.UNAVAILABLE, "no room");
                                    }
                                    try {
                                        return method.invoke(home.store, words);
                                    } catch (InvocationTargetException refused) {
                                        throw refused.getCause();
                                    }
                                });
        List<ImapImport.Account> accounts =
                List.of(
                        new ImapImport.Account("ann@old", "ann", "secret"),
                        new ImapImport.Account("bob@old", "bob", "secret"),
                        new ImapImport.Account("cid@old", "cid", "secret"));
        TransferReport report =
                new ImportRun(home, full, archive, Choice.ALL, Optional.empty(), other.port())
                        .take(accounts, Home.patient());
        assertThat(report.messages()).isEqualTo(2);
        assertThat(report.problems()).singleElement().asString().contains("bob@old: no room");
        assertThat(home.contents("ann", "INBOX")).hasSize(2);
        assertThat(home.store.owners()).doesNotContain("bob", "cid");
    }

    @Test
    void aServerWithoutInitialResponsesAsksForIt() throws Exception {
        other.capabilities = "IMAP4rev1 AUTH=PLAIN";
        fill(other.folder("INBOX", ""), 1);
        assertThat(take(Choice.ALL, Home.patient()).messages()).isEqualTo(1);
        assertThat(other.heard).containsSubsequence("AUTHENTICATE PLAIN", "AGFubkBvbGQAc2VjcmV0");
    }
}
