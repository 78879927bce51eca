// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.tubepost.search.Agenda.Task;

/** When mailboxes are looked at; and the table of keys. */
class AgendaTest {
    private final Agenda agenda = new Agenda();

    @Test
    void aLookIsTakenOnceAtItsEarliestTime() {
        Task task = new Task("alice", "INBOX");
        agenda.add(task, 50);
        agenda.add(task, 20);
        agenda.add(task, 90);
        assertThat(agenda.poll(19)).isEmpty();
        assertThat(agenda.nanosUntilDue(5, 1000)).isEqualTo(15);
        assertThat(agenda.poll(20)).contains(task);
        assertThat(agenda.poll(1000)).isEmpty();
        assertThat(agenda.nanosUntilDue(1000, 77)).isEqualTo(77);
        agenda.add(task, 1100);
        assertThat(agenda.poll(1100)).contains(task);
    }

    @Test
    void theLongestDueComesFirstAndOwnersAreCountedOnce() {
        agenda.add(new Task("alice", "INBOX"), 30);
        agenda.add(Task.whole("alice"), 10);
        agenda.add(Task.whole("bob"), 40);
        assertThat(agenda.owners(30)).isEqualTo(1);
        assertThat(agenda.owners(40)).isEqualTo(2);
        assertThat(agenda.nanosUntilDue(100, 1000)).isZero();
        assertThat(agenda.poll(100)).contains(Task.whole("alice"));
        assertThat(agenda.poll(100)).contains(new Task("alice", "INBOX"));
        assertThat(agenda.poll(100)).contains(Task.whole("bob"));
    }

    @Property(tries = 100)
    void theTableOfKeysIsAMap(@ForAll long seed) {
        Random random = new Random(seed);
        KeyMap keys = new KeyMap(random.nextInt(20));
        Map<MessageKey, Integer> expected = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            MessageKey key = new MessageKey(random.nextInt(200), random.nextInt(2) * 2 + 1);
            keys.put(key, i);
            expected.put(key, i);
        }
        Map<MessageKey, Integer> found = new HashMap<>();
        keys.forEach(found::put);
        assertThat(found).isEqualTo(expected);
        assertThat(keys.size()).isEqualTo(expected.size());
        expected.forEach((key, value) -> assertThat(keys.get(key)).isEqualTo(value));
        assertThat(keys.get(new MessageKey(-1, 1))).isEqualTo(KeyMap.ABSENT);
    }
}
