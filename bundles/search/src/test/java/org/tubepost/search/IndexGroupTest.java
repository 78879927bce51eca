// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.SearchIndex.Found;
import org.tubepost.api.store.SearchIndex.Text;
import org.tubepost.api.store.SearchIndex.Where;
import org.tubepost.message.CaseFolding;
import org.tubepost.testkit.MemoryContent;

/** What an index finds, and what becomes of its folder. */
class IndexGroupTest {
    private static final String OWNER = "alice@example.com";
    private static final String[] LETTERS = {
        "a",
        "A",
        "b",
        "c",
        " ",
        "\r\n",
        "\uffff",
        "\ufffe",
        "\ud83d\ude00",
        "\ud801\udc00",
        "\u03a3"
    };

    @TempDir private Path dir;

    private IndexGroup open() throws IOException {
        return IndexGroup.open(dir.resolve("index"), "1/1", 8);
    }

    private static void add(IndexGroup group, String owner, int uid, String message)
            throws IOException {
        MessageText text = MessageText.of(MemoryContent.of(message), 1000);
        group.add(owner, MessageKey.of(Records.record(uid)), text);
    }

    private static Found find(IndexGroup group, int messages, Where where, String text)
            throws IOException {
        return group.find(
                        OWNER,
                        Records.of(messages),
                        List.of(TextQuery.of(new Text(where, "", text))))
                .get(0);
    }

    private static String random(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most) + 1; i > 0; i--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    @Test
    void aTextIsFoundWhereItIsASubstringAndNowhereElse() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> bodies = new ArrayList<>();
        try (IndexGroup group = open()) {
            for (int uid = 1; uid <= 200; uid++) {
                String body = random(random, 40);
                bodies.add(CaseFolding.folded(body));
                add(group, OWNER, uid, "Subject: x\r\n\r\n" + body);
                add(group, "bob@example.com", uid, "Subject: x\r\n\r\nabcabc");
                if (uid % 60 == 0) {
                    group.refresh();
                }
            }
            group.refresh();
            int marked = 0;
            for (int i = 0; i < 2000; i++) {
                String text = random(random, 7);
                Found found = find(group, 200, Where.BODY, text);
                BitSet expected = new BitSet();
                for (int at = 0; at < bodies.size(); at++) {
                    expected.set(at, bodies.get(at).contains(CaseFolding.folded(text)));
                }
                if (TextBuffer.takes(text)) {
                    assertThat(found.holding()).as("%s in seed %d", text, seed).isEqualTo(expected);
                    assertThat(found.unknown().isEmpty()).isTrue();
                } else {
                    assertThat(found.unknown().cardinality()).isEqualTo(200);
                    marked++;
                }
            }
            assertThat(marked).isBetween(1, 1999);
        }
    }

    @Test
    void longTextsAreFoundByTheirBeginningAndThenRead() throws IOException {
        String body = "ab c".repeat(240);
        try (IndexGroup group = open()) {
            add(group, OWNER, 1, "Subject: x\r\n\r\n" + body);
            add(group, OWNER, 2, "Subject: x\r\n\r\nab c");
            group.refresh();
            Found found = find(group, 2, Where.BODY, body);
            assertThat(found.holding().isEmpty()).isTrue();
            assertThat(found.unknown().stream().boxed()).containsExactly(0);
        }
    }

    @Test
    void moreTextsThanItLooksForAreUnknown() throws IOException {
        try (IndexGroup group = open()) {
            add(group, OWNER, 1, "Subject: x\r\n\r\nabc");
            group.refresh();
            var texts =
                    Stream.generate(() -> TextQuery.of(new Text(Where.BODY, "", "abc")))
                            .limit(GroupSearch.MOST_TEXTS + 1)
                            .toList();
            List<Found> found = group.find(OWNER, Records.of(1), texts);
            for (int i = 0; i < GroupSearch.MOST_TEXTS; i++) {
                assertThat(found.get(i).holding().get(0)).isTrue();
            }
            assertThat(found.get(GroupSearch.MOST_TEXTS).unknown().get(0)).isTrue();
        }
    }

    @Test
    void whatIsRemovedIsUnknown() throws IOException {
        try (IndexGroup group = open()) {
            add(group, OWNER, 1, "Subject: x\r\n\r\nabc");
            add(group, OWNER, 2, "Subject: x\r\n\r\nabc");
            add(group, "bob@example.com", 1, "Subject: x\r\n\r\nabc");
            assertThat(group.holds(OWNER, MessageKey.of(Records.record(1)))).isTrue();
            group.refresh();
            group.remove(OWNER, List.of(MessageKey.of(Records.record(1))));
            Found found = find(group, 2, Where.BODY, "abc");
            assertThat(found.unknown().stream().boxed()).containsExactly(0);
            assertThat(found.holding().stream().boxed()).containsExactly(1);
            assertThat(group.holds(OWNER, MessageKey.of(Records.record(1)))).isFalse();
            group.remove(OWNER);
            assertThat(group.keys(OWNER).size()).isZero();
            assertThat(group.keys("bob@example.com").size()).isEqualTo(1);
            assertThat(group.size()).isEqualTo(1);
        }
    }

    @Test
    void whatWasCommittedSurvivesACrashAndAnotherFormatIsMadeAgain() throws IOException {
        IndexGroup crashed = open();
        add(crashed, OWNER, 1, "Subject: x\r\n\r\nabc");
        crashed.commit();
        add(crashed, OWNER, 2, "Subject: x\r\n\r\nabc");
        crashed.abort();
        crashed.close();
        try (IndexGroup group = open()) {
            assertThat(group.keys(OWNER).size()).isEqualTo(1);
            assertThat(group.owners()).containsExactly(OWNER);
        }
        try (IndexGroup group = IndexGroup.open(dir.resolve("index"), "2/1", 8)) {
            assertThat(group.size()).isZero();
        }
    }

    @Test
    void filesThatAreCutOffOrGoneAreMadeAgain() throws IOException {
        for (boolean cut : new boolean[] {true, false}) {
            try (IndexGroup group = open()) {
                add(group, OWNER, 1, "Subject: x\r\n\r\nabc");
                group.commit();
            }
            for (Path file : files()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".tim") && cut) {
                    Files.write(file, new byte[3]);
                } else if (name.endsWith(".doc") && !cut) {
                    Files.delete(file);
                }
            }
            try (IndexGroup group = open()) {
                assertThat(group.size()).isZero();
                add(group, OWNER, 1, "Subject: x\r\n\r\nabc");
                group.refresh();
                assertThat(find(group, 1, Where.BODY, "abc").holding().get(0)).isTrue();
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("index"))) {
            return files.toList();
        }
    }

    @Test
    void theIndexGrowsNoMoreBeyondItsLimitAndGoesOnWhenThereIsRoom() throws IOException {
        IndexGroups groups = new IndexGroups(dir, 1, 8);
        groups.open(0);
        IndexGroup group = groups.of(OWNER).orElseThrow();
        add(group, OWNER, 1, "Subject: x\r\n\r\nabc");
        group.commit();
        Room small = new Room(groups, 100, 0);
        assertThat(small.isLeft()).isFalse();
        assertThat(small.trouble()).contains("of at most 100 octets");
        assertThat(new Room(groups, 0, 0).isLeft()).isTrue();
        assertThat(new Room(groups, 1 << 20, 0).isLeft()).isTrue();
        Room crowded = new Room(groups, 0, Long.MAX_VALUE);
        assertThat(crowded.isLeft()).isFalse();
        assertThat(crowded.trouble()).contains("the volume");
        groups.close();
    }

    @Test
    void roomThatCameBackByItselfIsNoticed() throws IOException {
        AtomicLong now = new AtomicLong();
        IndexGroups groups = new IndexGroups(dir, 1, 8);
        groups.open(0);
        IndexGroup group = groups.of(OWNER).orElseThrow();
        group.commit();
        long empty = groups.octets();
        for (int i = 1; i <= 20; i++) {
            add(group, OWNER, i, "Subject: x" + i + "\r\n\r\nabc " + i);
        }
        group.commit();
        Room room = new Room(groups, (empty + groups.octets()) / 2, 0, now::get);
        assertThat(room.isLeft()).isFalse();
        group.removeAll();
        group.commit();
        assertThat(room.isLeft()).isFalse();
        now.addAndGet(11_000_000_000L);
        assertThat(room.isLeft()).isTrue();
        assertThat(room.trouble()).isEmpty();
        groups.close();
    }

    @Test
    void anIndexThatSomebodyElseUsesIsLeftAlone() throws IOException {
        try (IndexGroup group = open()) {
            add(group, OWNER, 1, "Subject: x\r\n\r\nabc");
            group.commit();
            assertThatThrownBy(this::open).hasMessageContaining("somebody else uses");
            assertThat(group.size()).isZero();
            group.refresh();
            assertThat(group.size()).isEqualTo(1);
        }
    }

    @Test
    void foldersOfGroupsThatAreNotUsedAnyMoreAreDeleted() throws IOException {
        IndexGroups two = new IndexGroups(dir, 2, 8);
        two.tidy();
        two.open(0);
        two.open(1);
        two.close();
        new IndexGroups(dir, 1, 8).tidy();
        assertThat(dir.resolve("group-0")).exists();
        assertThat(dir.resolve("group-1")).doesNotExist();
    }
}
