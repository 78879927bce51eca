// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that follows all updates has, at any time, what a search would give it. */
class ContextModelTest {
    private static final Pattern UPDATE =
            Pattern.compile(
                    "\\* ESEARCH \\(TAG \"(\\w+)\"\\)( UID)? (ADDTO|REMOVEFROM) \\(0 ([\\d:,]+)\\)");
    private static final Pattern EXPUNGE = Pattern.compile("\\* (\\d+) EXPUNGE");
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");
    private static final String[] SUBJECTS = {"red", "green", "blue"};
    private static final String[] FLAGS = {"\\Seen", "\\Flagged", "\\Deleted", "work"};

    @TempDir private Path dir;
    private final Random random = new Random(5267);
    private final Map<String, Kept> byTag = new LinkedHashMap<>();
    private int size;
    private int appended;

    /** A result as the client knows it. */
    private record Kept(String command, TreeSet<Integer> numbers) {
        boolean byUid() {
            return command.startsWith("UID");
        }
    }

    @Test
    void updatesLeadToWhatASearchFinds() throws Exception {
        try (Post post = Post.open(dir)) {
            post.fill("INBOX", "red", "blue", "green", "red");
            try (Talk talk = post.selected("INBOX");
                    Talk other = post.selected("INBOX")) {
                size = 4;
                appended = 4;
                begin(talk, "a", "UPDATE", "SEARCH", "UNSEEN");
                begin(
                        talk,
                        "b",
                        "UPDATE",
                        "UID SEARCH",
                        "OR (FLAGGED BODY \"of red\") KEYWORD work");
                // Messages whose parts are decoded are looked at one by one.
                begin(talk, "c", "UPDATE (BINARY.PEEK[1])", "SEARCH", "NOT BODY \"of blue\"");
                begin(talk, "d", "UPDATE", "UID SEARCH", "UID 1:* NOT (SEEN SUBJECT red)");
                for (int round = 0; round < 120; round++) {
                    for (int changes = random.nextInt(4); changes > 0; changes--) {
                        if (random.nextInt(4) == 0) {
                            follow(change(post, talk));
                        } else {
                            assertThat(change(post, other)).doesNotContain("ESEARCH");
                        }
                    }
                    // Several at once, so that some run while messages wait to be looked at.
                    follow(talk.send("n NOOP\r\nm FETCH 1:* FLAGS\r\no UID EXPUNGE 1:*\r\n"));
                    follow(talk.send("n NOOP\r\n"));
                    check(talk);
                }
            }
        }
    }

    private void begin(Talk talk, String tag, String update, String command, String key) {
        byTag.put(tag, new Kept(command + " " + key, new TreeSet<>()));
        String answer =
                talk.send(tag + " " + command + " RETURN (ALL " + update + ") " + key + "\r\n");
        assertThat(answer).doesNotContain("NOUPDATE").contains(tag + " OK");
        Matcher all = Pattern.compile(" ALL ([\\d:,]+)").matcher(answer);
        if (all.find()) {
            byTag.get(tag).numbers().addAll(numbers(all.group(1)));
        }
    }

    private String change(Post post, Talk who) {
        String heard = "";
        switch (random.nextInt(4)) {
            case 0 -> {
                String[] subjects = new String[random.nextInt(25)];
                for (int i = 0; i < subjects.length; i++) {
                    subjects[i] = SUBJECTS[random.nextInt(SUBJECTS.length)];
                }
                post.fill("INBOX", subjects);
                appended += subjects.length;
            }
            case 1 -> heard = who.send("x EXPUNGE\r\n");
            default -> {
                int first = 1 + random.nextInt(appended);
                heard =
                        who.send(
                                "x UID STORE "
                                        + first
                                        + ":"
                                        + (first + random.nextInt(40))
                                        + (random.nextBoolean() ? " +FLAGS (" : " -FLAGS.SILENT (")
                                        + FLAGS[random.nextInt(FLAGS.length)]
                                        + ")\r\n");
            }
        }
        assertThat(heard).doesNotContain(" BAD ");
        return heard;
    }

    private void follow(String octets) {
        for (String line : octets.split("\r\n")) {
            Matcher update = UPDATE.matcher(line);
            Matcher expunge = EXPUNGE.matcher(line);
            Matcher exists = EXISTS.matcher(line);
            if (update.matches()) {
                Kept kept = byTag.get(update.group(1));
                assertThat(update.group(2) != null).isEqualTo(kept.byUid());
                for (int number : numbers(update.group(4))) {
                    boolean adds = update.group(3).equals("ADDTO");
                    assertThat(adds ? kept.numbers().add(number) : kept.numbers().remove(number))
                            .as(line)
                            .isTrue();
                    assertThat(kept.byUid() || number <= size).as(line).isTrue();
                }
            } else if (expunge.matches()) {
                size--;
                int gone = Integer.parseInt(expunge.group(1));
                byTag.values().stream().filter(k -> !k.byUid()).forEach(k -> shift(k, gone));
            } else if (exists.matches()) {
                size = Integer.parseInt(exists.group(1));
            }
        }
    }

    private static void shift(Kept kept, int gone) {
        assertThat(kept.numbers()).doesNotContain(gone);
        List<Integer> later = new ArrayList<>(kept.numbers().tailSet(gone));
        kept.numbers().removeAll(later);
        later.forEach(n -> kept.numbers().add(n - 1));
    }

    private void check(Talk talk) {
        for (Kept kept : byTag.values()) {
            String line = talk.ok(kept.command()).get(0);
            TreeSet<Integer> found = new TreeSet<>();
            for (String number : line.substring("* SEARCH".length()).trim().split(" ")) {
                if (!number.isEmpty()) {
                    found.add(Integer.valueOf(number));
                }
            }
            assertThat(kept.numbers()).as(kept.command()).isEqualTo(found);
        }
    }

    private static List<Integer> numbers(String set) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : set.split(",")) {
            String[] ends = range.split(":");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int i = Integer.parseInt(ends[0]); i <= last; i++) {
                numbers.add(i);
            }
        }
        return numbers;
    }
}
