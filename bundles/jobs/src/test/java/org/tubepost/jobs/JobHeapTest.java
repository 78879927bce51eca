// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Heap and table against the library's tree, with random changes. */
class JobHeapTest {
    private static Job job(long number, long at) {
        return new Job(number, null, 1, at, at, at);
    }

    @Test
    void heapAndTableHoldWhatATreeHolds() {
        Random random = new Random(11);
        JobHeap heap = new JobHeap(Job::isEarlier);
        JobTable table = new JobTable();
        TreeMap<Long, Job> tree = new TreeMap<>();
        for (int step = 0; step < 200_000; step++) {
            // Grows to a few thousand, shrinks again.
            boolean grow = random.nextInt(100) < (step / 50_000 % 2 == 0 ? 60 : 40);
            long at = random.nextInt(5000);
            if (grow && !tree.containsKey(at)) {
                Job job = job(at, at);
                heap.add(job);
                table.add(job);
                tree.put(at, job);
            } else if (!grow && !tree.isEmpty()) {
                Job any = random.nextBoolean() ? tree.firstEntry().getValue() : near(tree, at);
                assertThat(table.remove(any.number)).isSameAs(any);
                heap.remove(any);
                tree.remove(any.number);
            }
            assertThat(table.size()).isEqualTo(tree.size());
            assertThat(table.get(at)).isSameAs(tree.get(at));
            assertThat(heap.peek()).isSameAs(tree.isEmpty() ? null : tree.firstEntry().getValue());
        }
        while (!tree.isEmpty()) {
            assertThat(heap.poll()).isSameAs(tree.pollFirstEntry().getValue());
        }
        assertThat(heap.size()).isZero();
    }

    private static Job near(TreeMap<Long, Job> tree, long at) {
        return tree.floorEntry(at) == null
                ? tree.firstEntry().getValue()
                : tree.floorEntry(at).getValue();
    }
}
