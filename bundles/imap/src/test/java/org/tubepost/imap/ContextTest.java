// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches whose results stay up to date (RFC 5267 section 4, RFC 5465 section 7). */
class ContextTest {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;
    private Talk other;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "red", "blue", "red");
        talk = post.selected("INBOX");
        other = post.selected("INBOX");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        other.close();
        post.close();
    }

    private List<String> send(String command) {
        return List.of(talk.send(command + "\r\n").split("\r\n"));
    }

    /** What a command that succeeds tells, but for what is recent. */
    private List<String> told(String command) {
        return withoutRecent(talk.ok(command));
    }

    private static List<String> withoutRecent(List<String> lines) {
        return lines.stream()
                .filter(l -> !l.endsWith(" RECENT"))
                .map(l -> l.replaceFirst(" ?\\\\Recent", ""))
                .toList();
    }

    @Test
    void onlySearchesAreKept() {
        assertThat(talk.ok("CAPABILITY").get(0).split(" "))
                .contains("CONTEXT=SEARCH")
                .doesNotContain("CONTEXT=SORT");
        assertThat(send("u UID SORT RETURN (UPDATE COUNT) (REVERSE ARRIVAL) UTF-8 ALL"))
                .containsExactly(
                        "* NO [NOUPDATE \"u\"] Only results of SEARCH are kept",
                        "* ESEARCH (TAG \"u\") UID COUNT 3",
                        "u OK SORT completed");
        post.fill("INBOX", "new");
        assertThat(told("NOOP")).noneMatch(l -> l.contains("ESEARCH"));
    }

    @Test
    void newMessagesThatMatchAreAddedBehindExists() {
        send("u SEARCH RETURN (UPDATE COUNT) SUBJECT red");
        post.fill("INBOX", "blue", "red", "red");
        assertThat(told("NOOP"))
                .containsExactly("* 6 EXISTS", "* ESEARCH (TAG \"u\") ADDTO (0 5:6)");
        assertThat(told("NOOP")).isEmpty();
    }

    @Test
    void flagsThatChangeMoveMessagesInAndOut() {
        send("u UID SEARCH RETURN (UPDATE COUNT) UNSEEN SUBJECT red");
        other.ok("STORE 1:2 +FLAGS (\\Seen)");
        assertThat(told("NOOP"))
                .containsExactly(
                        "* 1 FETCH (UID 1 FLAGS (\\Seen))",
                        "* 2 FETCH (UID 2 FLAGS (\\Seen))",
                        "* ESEARCH (TAG \"u\") UID REMOVEFROM (0 1)");
        assertThat(talk.ok("STORE 1:3 FLAGS.SILENT (\\Flagged)"))
                .containsExactly("* ESEARCH (TAG \"u\") UID ADDTO (0 1)");
        other.ok("STORE 1:3 +FLAGS (\\Answered)");
        assertThat(told("NOOP")).hasSize(3).noneMatch(l -> l.contains("ESEARCH"));
    }

    @Test
    void messagesThatGoLeaveTheResultWhileTheyHaveTheirNumbers() {
        send("u SEARCH RETURN (UPDATE COUNT) SUBJECT red");
        send("v UID SEARCH RETURN (UPDATE COUNT) ALL");
        other.ok("STORE 2:3 +FLAGS.SILENT (\\Deleted)");
        talk.ok("NOOP");
        other.ok("EXPUNGE");
        post.fill("INBOX", "red");
        assertThat(talk.ok("FETCH 3 (UID)")).containsExactly("* 3 FETCH (UID 3)");
        assertThat(told("NOOP"))
                .containsExactly(
                        "* ESEARCH (TAG \"u\") REMOVEFROM (0 3)",
                        "* ESEARCH (TAG \"v\") UID REMOVEFROM (0 2:3)",
                        "* 3 EXPUNGE",
                        "* 2 EXPUNGE",
                        "* 2 EXISTS",
                        "* ESEARCH (TAG \"u\") ADDTO (0 2)",
                        "* ESEARCH (TAG \"v\") UID ADDTO (0 4)");
        talk.ok("ENABLE QRESYNC");
        talk.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
        assertThat(talk.ok("EXPUNGE"))
                .containsExactly(
                        "* ESEARCH (TAG \"u\") REMOVEFROM (0 2)",
                        "* ESEARCH (TAG \"v\") UID REMOVEFROM (0 4)",
                        "* VANISHED 4");
    }

    @Test
    void updatesComeInIdleAndWithNotify() throws Exception {
        send("u UID SEARCH RETURN (UPDATE COUNT) UNSEEN");
        send("i IDLE");
        post.fill("INBOX", "red");
        assertThat(talk.await("UID ADDTO (0 4)\r\n")).contains("* 4 EXISTS");
        talk.send("DONE\r\n");
        talk.ok("NOTIFY SET (selected (MessageNew MessageExpunge FlagChange))");
        other.ok("STORE 1 +FLAGS (\\Seen)");
        talk.await("* ESEARCH (TAG \"u\") UID REMOVEFROM (0 1)\r\n");
    }

    @Test
    void updatesDoNotDependOnOtherOptions() {
        assertThat(send("u UID SEARCH RETURN (UPDATE MIN PARTIAL 1:1 CONTEXT) ALL").get(0))
                .isEqualTo("* ESEARCH (TAG \"u\") UID MIN 1 PARTIAL (1:1 1)");
        assertThat(send("v UID SEARCH RETURN (UPDATE) SUBJECT red").get(0))
                .isEqualTo("* ESEARCH (TAG \"v\") UID ALL 1,3");
        assertThat(send("w UID SEARCH RETURN (SAVE UPDATE) SUBJECT red"))
                .containsExactly("w OK SEARCH completed");
        assertThat(talk.ok("SEARCH $")).containsExactly("* SEARCH 1 3");
        post.fill("INBOX", "red");
        assertThat(told("NOOP"))
                .endsWith(
                        "* ESEARCH (TAG \"u\") UID ADDTO (0 4)",
                        "* ESEARCH (TAG \"v\") UID ADDTO (0 4)",
                        "* ESEARCH (TAG \"w\") UID ADDTO (0 4)");
        assertThat(talk.ok("UID SEARCH RETURN (CONTEXT COUNT) ALL").get(0)).endsWith(" COUNT 4");
    }

    @Test
    void newMessagesAreFetchedBeforeTheyAreAdded() {
        send("u UID SEARCH RETURN (UPDATE (UID BODY.PEEK[TEXT]) COUNT) UNFLAGGED");
        other.ok("STORE 1 +FLAGS.SILENT (\\Flagged)");
        talk.ok("NOOP");
        other.ok("STORE 1 -FLAGS.SILENT (\\Flagged)");
        post.fill("INBOX", "red");
        assertThat(told("NOOP"))
                .containsExactly(
                        "* 4 EXISTS",
                        "* 1 FETCH (UID 1 FLAGS ())",
                        "* 4 FETCH (UID 4 BODY[TEXT] {13}",
                        "Text of red",
                        ")",
                        "* ESEARCH (TAG \"u\") UID ADDTO (0 1,4)");
    }

    @Test
    void cancelledSearchesTellNothing() {
        send("u SEARCH RETURN (UPDATE COUNT) ALL");
        send("v SEARCH RETURN (UPDATE COUNT) ALL");
        send("w SEARCH RETURN (UPDATE COUNT) ALL");
        assertThat(talk.end("CANCELUPDATE \"u\" \"w\"")).isEqualTo("OK CANCELUPDATE completed");
        assertThat(talk.end("CANCELUPDATE \"u\"")).startsWith("NO");
        assertThat(talk.end("CANCELUPDATE")).startsWith("BAD");
        assertThat(talk.end("CANCELUPDATE v")).startsWith("BAD");
        post.fill("INBOX", "red");
        assertThat(told("NOOP"))
                .filteredOn(l -> l.contains("ESEARCH"))
                .containsExactly("* ESEARCH (TAG \"v\") ADDTO (0 4)");
    }

    @Test
    void searchesEndWithTheSelection() {
        for (String leave : List.of("CLOSE", "UNSELECT", "SELECT Sent", "SELECT INBOX")) {
            assertThat(send("u SEARCH RETURN (UPDATE COUNT) ALL"))
                    .endsWith("u OK SEARCH completed");
            talk.ok(leave);
            talk.ok("SELECT INBOX");
            post.fill("INBOX", "red");
            assertThat(told("NOOP")).hasSize(1).noneMatch(l -> l.contains("ESEARCH"));
        }
        talk.ok("UNSELECT");
        assertThat(talk.end("CANCELUPDATE \"u\"")).startsWith("BAD");
    }

    @Test
    void aTagInUseIsRefused() {
        send("u SEARCH RETURN (UPDATE COUNT) ALL");
        assertThat(send("u SEARCH RETURN (UPDATE) SEEN").get(0)).startsWith("u BAD Tag reuse");
        assertThat(send("u SORT RETURN (UPDATE) (ARRIVAL) UTF-8 SEEN").get(0))
                .startsWith("u BAD Tag reuse");
        assertThat(send("u SEARCH RETURN (COUNT) SEEN")).endsWith("u OK SEARCH completed");
    }

    @Test
    void tooManyAreRefusedAndAnsweredAllTheSame() {
        for (int i = 0; i < 10; i++) {
            assertThat(send("u" + i + " SEARCH RETURN (UPDATE COUNT) ALL")).hasSize(2);
        }
        assertThat(send("v SEARCH RETURN (UPDATE COUNT) ALL"))
                .containsExactly(
                        "* NO [NOUPDATE \"v\"] Too many contexts",
                        "* ESEARCH (TAG \"v\") COUNT 3",
                        "v OK SEARCH completed");
        talk.ok("CANCELUPDATE \"u3\"");
        assertThat(send("v SEARCH RETURN (UPDATE COUNT) ALL")).hasSize(2);
    }

    @Test
    void resultsThatChangeByThemselvesAreRefused() {
        for (String key :
                List.of(
                        "1:2",
                        "NOT (SEEN OR 1 DRAFT)",
                        "$",
                        "UID $",
                        "UID 2:*",
                        "UID *",
                        "YOUNGER 60",
                        "OLDER 60")) {
            assertThat(send("u UID SEARCH RETURN (UPDATE COUNT) " + key))
                    .as(key)
                    .hasSize(3)
                    .contains("* NO [NOUPDATE \"u\"] The result changes by itself");
        }
        assertThat(send("u UID SEARCH RETURN (UPDATE COUNT) UID 1:*")).hasSize(2);
        assertThat(send("v UID SEARCH RETURN (UPDATE COUNT) UID 2:9")).hasSize(2);
    }

    @Test
    void withoutMessageNumbersSearchesByNumberEnd() {
        send("u SEARCH RETURN (UPDATE COUNT) ALL");
        send("v UID SEARCH RETURN (UPDATE (UID RFC822.SIZE) COUNT) ALL");
        talk.ok("ENABLE UIDONLY");
        post.fill("INBOX", "red");
        List<String> told = talk.ok("NOOP");
        assertThat(String.join("\n", told)).doesNotContain("(TAG \"u\")");
        assertThat(told)
                .endsWith("* ESEARCH (TAG \"v\") UID ADDTO (0 4)")
                .anyMatch(l -> l.startsWith("* 4 UIDFETCH (RFC822.SIZE "));
        assertThat(talk.end("CANCELUPDATE \"u\"")).startsWith("NO");
    }

    @Test
    void aSearchThatCannotBeFollowedEndsAndSaysSo() throws Exception {
        send("u UID SEARCH RETURN (UPDATE COUNT) UNSEEN");
        send("v UID SEARCH RETURN (UPDATE COUNT) OR FLAGGED BODY red");
        try (Stream<Path> files = Files.walk(dir.resolve("partition"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        }
        assertThat(talk.ok("STORE 1 +FLAGS.SILENT (\\Seen)"))
                .containsExactly(
                        "* ESEARCH (TAG \"u\") UID REMOVEFROM (0 1)",
                        "* NO [NOUPDATE \"v\"] A message cannot be read");
        assertThat(talk.end("CANCELUPDATE \"v\"")).startsWith("NO");
        assertThat(talk.end("CANCELUPDATE \"u\"")).startsWith("OK");
    }

    @Test
    void anAnswerDoesNotWaitForMessagesThatHaveToBeRead() {
        send("u UID SEARCH RETURN (UPDATE COUNT) BODY \"of red\"");
        post.fill("INBOX", Collections.nCopies(40, "red").toArray(String[]::new));
        assertThat(withoutRecent(send("n NOOP")))
                .containsExactly(
                        "* 43 EXISTS",
                        "* ESEARCH (TAG \"u\") UID ADDTO (0 4:19)",
                        "n OK NOOP completed",
                        "* ESEARCH (TAG \"u\") UID ADDTO (0 20:35)",
                        "* ESEARCH (TAG \"u\") UID ADDTO (0 36:43)");
        String all = IntStream.rangeClosed(4, 43).mapToObj(i -> " " + i).reduce("", String::concat);
        assertThat(talk.ok("UID SEARCH UID 4:* BODY \"of red\"")).containsExactly("* SEARCH" + all);
    }
}
