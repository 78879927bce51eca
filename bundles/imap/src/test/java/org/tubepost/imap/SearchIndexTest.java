// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.SearchIndex.Text;
import org.tubepost.api.store.SearchIndex.Where;
import org.tubepost.search.Indexes;

/** SEARCH gives the same answer with the index, without it, and while it catches up. */
class SearchIndexTest {
    private static final int KEYS = 200;

    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        talk = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    private Indexes index(Map<String, Object> settings) throws Exception {
        return Indexes.open(post.framework(), dir.resolve("search"), settings);
    }

    private void append(byte[] message) {
        String octets = new String(message, StandardCharsets.ISO_8859_1);
        assertThat(talk.append("INBOX", octets)).startsWith("OK");
    }

    private static String literal(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return "{" + octets.length + "+}\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
    }

    private String search(String key) {
        return talk.ok("SEARCH CHARSET UTF-8 " + key).get(0);
    }

    private Map<String, String> answers(List<String> keys) {
        Map<String, String> answers = new LinkedHashMap<>();
        keys.forEach(key -> answers.put(key, search(key)));
        return answers;
    }

    /** A text as an IMAP literal; one without characters that no encoding has. */
    private static String usable(String text) {
        return text.codePoints()
                .filter(c -> c < 0xd800 || c > 0xdfff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static List<String> keys(Random random, RandomMail mail) {
        List<String> keys = new ArrayList<>();
        while (keys.size() < KEYS) {
            String one = literal(usable(mail.key()) + (random.nextBoolean() ? "" : "a"));
            String other = literal(usable(mail.key()));
            keys.add(
                    switch (random.nextInt(9)) {
                        case 0, 1 -> "BODY " + one;
                        case 2, 3 -> "TEXT " + one;
                        case 4 -> "SUBJECT " + one;
                        case 5 -> "HEADER X-Note " + one;
                        case 6 -> "FROM " + one;
                        case 7 -> "OR TO " + one + " NOT BODY " + other;
                        default -> "LARGER 300 NOT (TEXT " + one + " SUBJECT " + other + ")";
                    });
        }
        for (String field : List.of("Subject", "X-Note", "TO", "X", "No:te", "Received")) {
            keys.add("HEADER " + field + " \"\"");
        }
        return keys;
    }

    @Test
    void answersAreTheSameForRandomMessages() throws Exception {
        for (long seed : new long[] {1, System.nanoTime()}) {
            Random random = new Random(seed);
            RandomMail mail = new RandomMail(random);
            for (int i = 0; i < 60; i++) {
                append(mail.message());
            }
            talk.ok("SELECT INBOX");
            List<String> keys = keys(random, mail);
            Map<String, String> read = answers(keys);
            int messages = seed == 1 ? 60 : 120;
            try (Indexes index = index(Map.of())) {
                index.await(messages);
                assertThat(answers(keys)).as("seed " + seed).isEqualTo(read);
            }
            long hits = read.values().stream().filter(a -> a.length() > 8).count();
            assertThat(hits).isGreaterThan(KEYS / 4);
        }
    }

    @Test
    void textsThatDoNotFitAreRead() throws Exception {
        append(
                ("Subject: long\r\n\r\n" + "word ".repeat(1000) + "needle\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        append("Subject: short\r\n\r\nneedle\r\n".getBytes(StandardCharsets.UTF_8));
        talk.ok("SELECT INBOX");
        try (Indexes index = index(Map.of("maxCharactersPerMessage", 1000))) {
            index.await(2);
            assertThat(search("BODY needle")).isEqualTo("* SEARCH 1 2");
            assertThat(search("BODY word")).isEqualTo("* SEARCH 1");
            assertThat(search("BODY nothing")).isEqualTo("* SEARCH");
        }
    }

    @Test
    void whatTheIndexDoesNotKnowYetIsFound() throws Exception {
        post.fill("INBOX", "first");
        talk.ok("SELECT INBOX");
        try (Indexes index = index(Map.of("delayMilliseconds", 3_600_000))) {
            index.await(1);
            post.fill("INBOX", "second", "third");
            talk.ok("NOOP");
            assertThat(search("BODY \"Text of\"")).isEqualTo("* SEARCH 1 2 3");
            assertThat(search("NOT SUBJECT second")).isEqualTo("* SEARCH 1 3");
            assertThat(index.index().status().messages()).isEqualTo(1);
        }
    }

    @Test
    void copiesAndRenamesAreKnownAndExpungedMessagesAreDropped() throws Exception {
        try (Indexes index = index(Map.of("sweepSeconds", 0))) {
            post.fill("INBOX", "one", "two");
            index.await(2);
            talk.ok("SELECT INBOX");
            talk.ok("CREATE Other");
            talk.ok("COPY 1:2 Other");
            talk.ok("RENAME Other Another");
            assertKnown(index, "Another", "one");
            talk.ok("STORE 1:2 +FLAGS (\\Deleted)");
            talk.ok("EXPUNGE");
            post.fill("INBOX", "three");
            index.await(3);
            talk.ok("DELETE Another");
            index.await(1);
            assertKnown(index, "INBOX", "three");
        }
    }

    private void assertKnown(Indexes index, String folder, String subject) throws Exception {
        try (Mailbox mailbox =
                post.store().open(Identity.HOUSE, new MailboxName("alice", folder), true)) {
            var found =
                    index.index()
                            .find(
                                    "alice",
                                    mailbox.view(),
                                    List.of(new Text(Where.FIELD, "Subject", subject)))
                            .get(0);
            assertThat(found.unknown().isEmpty()).isTrue();
            assertThat(found.holding().cardinality()).isEqualTo(1);
        }
    }

    @Test
    void aDamagedIndexIsMadeAgain() throws Exception {
        post.fill("INBOX", "one", "two");
        talk.ok("SELECT INBOX");
        try (Indexes index = index(Map.of())) {
            index.await(2);
        }
        int damaged = 0;
        try (Stream<Path> files = Files.walk(dir.resolve("search"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pos")).toList()) {
                byte[] octets = Files.readAllBytes(file);
                octets[octets.length / 2] ^= 1;
                Files.write(file, octets);
                damaged++;
            }
        }
        assertThat(damaged).isPositive();
        try (Indexes index = index(Map.of())) {
            index.await(2);
            assertThat(search("BODY \"of two\"")).isEqualTo("* SEARCH 2");
            assertKnown(index, "INBOX", "one");
            assertThat(index.index().status().added()).isEqualTo(2);
        }
    }

    @Test
    void anIndexSurvivesARestartAndIsMadeAgainWhenAsked() throws Exception {
        post.fill("INBOX", "one", "two");
        try (Indexes index = index(Map.of())) {
            index.await(2);
        }
        try (Indexes index = index(Map.of())) {
            index.await(2);
            assertKnown(index, "INBOX", "one");
            assertThat(index.index().status().added()).isZero();
            index.index().rebuild(Optional.of("Alice"));
            index.until(s -> s.added() == 2);
            index.await(2);
            index.index().rebuild(Optional.empty());
            index.until(s -> s.added() == 4);
            index.await(2);
            assertKnown(index, "INBOX", "two");
        }
    }

    @Test
    void anIndexThatIsFullTakesNoMoreAndSaysSo() throws Exception {
        try (Indexes index = index(Map.of("minFreeDiskMegabytes", Integer.MAX_VALUE))) {
            post.fill("INBOX", "one");
            talk.ok("SELECT INBOX");
            index.until(s -> !s.trouble().isEmpty());
            assertThat(search("BODY \"of one\"")).isEqualTo("* SEARCH 1");
            assertThat(index.index().status().messages()).isZero();
        }
    }

    @Test
    void answersAreTheSameForRealMessages() throws Exception {
        Path archive =
                Path.of(
                        System.getProperty(
                                "tubepost.corpus", "../../../shared/corpus/mail.tar.xz"));
        assumeTrue(Files.exists(archive), "the corpus is not on this machine");
        Path folder = Files.createDirectories(dir.resolve("corpus"));
        Process tar =
                new ProcessBuilder("tar", "xJf", archive.toString(), "-C", folder.toString())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor()).isZero();
        int count = 0;
        List<String> keys = new ArrayList<>();
        Random random = new Random(7);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (random.nextInt(20) > 0) {
                    continue;
                }
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                text = text.startsWith("From ") ? text.substring(text.indexOf('\n') + 1) : text;
                text = text.replace("\r\n", "\n").replace("\n", "\r\n").replace('\0', ' ');
                append(text.getBytes(StandardCharsets.ISO_8859_1));
                count++;
                int from = random.nextInt(text.length());
                int to = Math.min(text.length(), from + 1 + random.nextInt(15));
                keys.add((count % 2 == 0 ? "BODY " : "TEXT ") + literal(text.substring(from, to)));
            }
        }
        assertThat(count).isGreaterThan(150);
        List<String> some = keys.subList(0, 80);
        talk.ok("SELECT INBOX");
        Map<String, String> read = answers(some);
        try (Indexes index = index(Map.of())) {
            index.await(count);
            assertThat(answers(some)).isEqualTo(read);
        }
    }
}
