// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.store.state.DeliveryKey;
import org.tubepost.store.state.MailboxImages;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Messages;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OpCodec;
import org.tubepost.store.state.Readers;
import org.tubepost.store.state.Row;
import org.tubepost.store.state.UidRanges;

/** What users have read of a mailbox, beside plain sets, while messages come and go. */
class ReadersModelTest {
    private static final List<String> USERS = List.of("bob", "eve");

    private final List<TreeSet<Long>> read = new ArrayList<>();
    private final TreeSet<Long> there = new TreeSet<>();
    private MailboxState state;
    private long lsn;

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void whateverComesAndGoesEverybodyHasReadWhatTheyHaveRead(@ForAll long seed) {
        Random random = new Random(seed);
        read.clear();
        USERS.forEach(user -> read.add(new TreeSet<>()));
        there.clear();
        lsn = 1;
        state = MailboxState.created(7, House.box("ada", "Plans"), 1, lsn);
        for (int i = 0; i < 80; i++) {
            lsn++;
            switch (random.nextInt(4)) {
                case 0 -> add(random);
                case 1 -> expunge(random);
                default -> mark(random);
            }
            assertRight();
        }
        MailboxImages images = new MailboxImages();
        state = images.take(MailboxImages.of(state).get(0)).orElseThrow();
        assertRight();
    }

    private void add(Random random) {
        List<Row> rows = new ArrayList<>();
        long uid = state.uidNext() + (random.nextInt(10) == 0 ? random.nextInt(1_000_000) : 0);
        state = state.skipUids(uid, lsn);
        for (int count = random.nextInt(300); count > 0; count--) {
            ContentLocator content = new ContentLocator("primary", uid);
            rows.add(new Row(uid, content, content, Flags.NONE, 0, 0, 1, DeliveryKey.NONE));
            there.add(uid++);
        }
        state = state.add(rows, lsn);
    }

    private long[] some(Random random) {
        int share = 1 + random.nextInt(20);
        int from = random.nextInt(there.size() + 1);
        int to = from + random.nextInt(there.size() - from + 1);
        return there.stream()
                .skip(from)
                .limit(to - from)
                .filter(uid -> random.nextInt(share) == 0 || share > 15)
                .mapToLong(Long::longValue)
                .toArray();
    }

    private void expunge(Random random) {
        long[] gone = some(random);
        state = state.expunge(gone, lsn);
        for (long uid : gone) {
            there.remove(uid);
            read.forEach(uids -> uids.remove(uid));
        }
    }

    private void mark(Random random) {
        int some = 1 + random.nextInt(3);
        boolean on = random.nextInt(3) > 0;
        TreeMap<String, UidRanges> marks = new TreeMap<>();
        for (int user = 0; user < USERS.size(); user++) {
            long[] uids = (some >> user & 1) == 1 ? some(random) : new long[0];
            if (uids.length > 0) {
                marks.put(USERS.get(user), UidRanges.of(uids));
            }
            for (long uid : uids) {
                if (on) {
                    read.get(user).add(uid);
                } else {
                    read.get(user).remove(uid);
                }
            }
        }
        Op.MarkSeen mark = new Op.MarkSeen(7, Readers.of(marks), on);
        assertThat(OpCodec.decode(OpCodec.encode(List.of(mark)))).isEqualTo(List.of(mark));
        MailboxState before = state;
        state = state.markSeen(mark.readers(), mark.on(), lsn);
        for (int i = 0; i < state.size(); i++) {
            long uid = state.uid(i);
            boolean marked = marks.values().stream().anyMatch(uids -> uids.contains(uid));
            assertThat(state.messages().modSeq(i))
                    .isEqualTo(marked ? lsn : before.messages().modSeq(i));
        }
        carry(random);
    }

    /** Copies that come one after the other have been read by who has read the messages. */
    private void carry(Random random) {
        long[] uids = some(random);
        long[] copies = LongStream.range(500, 500 + uids.length).toArray();
        Readers carried = state.readers().carried(uids, copies);
        for (int u = 0; u < USERS.size(); u++) {
            UidRanges ranges = carried.by(USERS.get(u));
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < uids.length; i++) {
                if (read.get(u).contains(uids[i])) {
                    expected.add(copies[i]);
                }
            }
            long[] exactly = expected.stream().mapToLong(Long::longValue).toArray();
            assertThat(ranges).isEqualTo(UidRanges.of(exactly));
        }
    }

    @Test
    void whoReadsMessagesThatComeWithTheSameRecordCopiesNoMessage() {
        state = MailboxState.created(7, House.box("ada", "Plans"), 1, 1);
        lsn = 2;
        add(new Random(3));
        Messages before = state.messages();
        long[] all = there.stream().mapToLong(Long::longValue).toArray();
        Readers marks = Readers.of("bob", UidRanges.of(all));
        Messages same = state.markSeen(marks, true, lsn).messages();
        Messages later = state.markSeen(marks, true, lsn + 1).messages();
        for (int i = 0; i < before.chunkCount(); i++) {
            assertThat(same.sharesChunk(i, before, i)).isTrue();
            assertThat(later.sharesChunk(i, before, i)).isFalse();
        }
        assertThat(before.chunkCount()).isPositive();
    }

    private void assertRight() {
        for (int u = 0; u < USERS.size(); u++) {
            TreeSet<Long> expected = read.get(u);
            UidRanges ranges = state.readers().by(USERS.get(u));
            TreeSet<Long> found = new TreeSet<>();
            int runs = 0;
            int first = state.size();
            boolean before = false;
            for (int i = 0; i < state.size(); i++) {
                boolean in = ranges.contains(state.uid(i));
                if (in) {
                    found.add(state.uid(i));
                } else {
                    first = Math.min(first, i);
                }
                runs += in && !before ? 1 : 0;
                before = in;
            }
            assertThat(found).isEqualTo(expected);
            assertThat(ranges.count(state.messages())).isEqualTo(expected.size());
            assertThat(ranges.firstOutside(state.messages())).isEqualTo(first);
            assertThat(ranges.list()).hasSize(runs);
            assertThat(state.readers().users().contains(USERS.get(u)))
                    .isEqualTo(!expected.isEmpty());
        }
    }
}
