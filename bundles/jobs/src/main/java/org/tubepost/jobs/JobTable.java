// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

/**
 * Jobs by their number: a hash table with open addressing, about eight octets a job beside the job
 * itself. Not thread-safe.
 */
final class JobTable {
    private static final int LEAST = 64;

    private Job[] slots = new Job[LEAST];
    private int size;

    int size() {
        return size;
    }

    /** The job with a number, null if there is none. */
    Job get(long number) {
        for (int at = home(number); slots[at] != null; at = next(at)) {
            if (slots[at].number == number) {
                return slots[at];
            }
        }
        return null;
    }

    /** Puts a job in whose number is not there. */
    void add(Job job) {
        if (size * 4 >= slots.length * 3) {
            resize(slots.length * 2);
        }
        insert(job);
        size++;
    }

    /** Takes out the job with a number; null if there is none. */
    Job remove(long number) {
        int at = home(number);
        while (slots[at] != null && slots[at].number != number) {
            at = next(at);
        }
        Job removed = slots[at];
        if (removed != null) {
            close(at);
            size--;
            if (slots.length > LEAST && size * 8 < slots.length) {
                resize(slots.length / 2);
            }
        }
        return removed;
    }

    /** Moves those up that would not be found behind the gap. */
    private void close(int removed) {
        int gap = removed;
        for (int at = next(gap); slots[at] != null; at = next(at)) {
            int home = home(slots[at].number);
            boolean between = gap <= at ? gap < home && home <= at : gap < home || home <= at;
            if (!between) {
                slots[gap] = slots[at];
                gap = at;
            }
        }
        slots[gap] = null;
    }

    private void resize(int length) {
        Job[] old = slots;
        slots = new Job[length];
        for (Job job : old) {
            if (job != null) {
                insert(job);
            }
        }
    }

    private void insert(Job job) {
        int at = home(job.number);
        while (slots[at] != null) {
            at = next(at);
        }
        slots[at] = job;
    }

    private int home(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & (slots.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (slots.length - 1);
    }
}
