// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;

/** UIDs on both sides are found again, however they lie. */
class FollowedTest {

    /** A folder of which only the UIDs matter. */
    private record View(TreeSet<Long> uids) implements MailboxView {
        @Override
        public int size() {
            return uids.size();
        }

        @Override
        public MessageRecord get(int index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long uid(int index) {
            return uids.stream().skip(index).findFirst().orElseThrow();
        }

        @Override
        public Flags flags(int index) {
            return Flags.NONE;
        }

        @Override
        public int firstUnseen() {
            return size();
        }

        @Override
        public int indexOf(long uid) {
            int before = uids.headSet(uid).size();
            return uids.contains(uid) ? before : -before - 1;
        }

        @Override
        public long uidNext() {
            return uids.isEmpty() ? 1 : uids.last() + 1;
        }

        @Override
        public long highestModSeq() {
            return 1;
        }

        @Override
        public int unseen() {
            return 0;
        }

        @Override
        public long octets() {
            return 0;
        }

        @Override
        public List<String> keywords() {
            return List.of();
        }
    }

    @Test
    void whateverComesAndIsTouchedTheOthersAreFound() {
        Random random = new Random(5);
        for (int round = 0; round < 100; round++) {
            Followed followed = new Followed();
            TreeSet<Long> here = new TreeSet<>();
            Map<Long, Long> model = new HashMap<>();
            long ours = 0;
            long theirs = 0;
            for (int i = 0; i < 200; i++) {
                ours += 1 + (random.nextInt(4) == 0 ? random.nextInt(5) : 0);
                here.add(ours);
                switch (random.nextInt(8)) {
                    case 0 -> theirs += 1; // Ours came by another way.
                    case 1 -> {
                        followed.remove(ours / 2);
                        model.remove(ours / 2);
                    }
                    case 2 -> followed = Followed.of(followed.toString());
                    default -> {
                        theirs += 1 + (random.nextInt(4) == 0 ? random.nextInt(5) : 0);
                        followed.add(ours, theirs, new View(here));
                        model.put(ours, theirs);
                    }
                }
            }
            for (long uid : here) {
                assertThat(followed.has(uid)).isEqualTo(model.containsKey(uid));
            }
            for (Map.Entry<Long, Long> each : model.entrySet()) {
                assertThat(followed.ours(each.getValue())).isEqualTo(each.getKey());
            }
        }
    }

    @Test
    void oneThatCameLaterThanItsNeighboursHidesNoneOfThem() {
        Followed followed = new Followed();
        TreeSet<Long> here = new TreeSet<>();
        for (long uid = 1; uid <= 10; uid++) {
            if (uid != 5) {
                here.add(uid);
                followed.add(uid, uid, new View(here));
            }
        }
        here.add(11L);
        followed.add(11, 5, new View(here));
        followed = Followed.of(followed.toString());
        for (long uid = 1; uid <= 10; uid++) {
            assertThat(followed.ours(uid)).isEqualTo(uid == 5 ? 11 : uid);
        }
    }

    @Test
    void aFolderWhoseUidsWereKeptIsOneRun() {
        Followed followed = new Followed();
        TreeSet<Long> here = new TreeSet<>();
        for (long uid = 7; uid < 7000; uid += 1 + uid % 5) {
            here.add(uid);
            followed.add(uid, uid, new View(here));
        }
        assertThat(followed.toString()).hasSizeLessThan(12);
    }

    @Test
    void whatDoesNotFitIntoAnAnnotationIsForgottenShortestRunsFirst() {
        Followed followed = new Followed();
        TreeSet<Long> here = new TreeSet<>();
        long theirs = 0;
        for (long uid = 1; uid <= 20_000; uid++) {
            here.add(uid);
            theirs += uid <= 100 || uid % 2 == 0 ? 1 : 10;
            followed.add(uid, theirs, new View(here));
            if (here.size() > 2) {
                here.pollFirst();
            }
        }
        assertThat(followed.toString()).hasSizeLessThanOrEqualTo(48_000);
        assertThat(Followed.of(followed.toString()).has(50)).isTrue();
    }
}
