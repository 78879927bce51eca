// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.Arrays;

/**
 * A binary heap of jobs from which any job can be taken out at once, because each knows its place.
 * Nothing that was moved or removed is left behind. Costs four octets a job. Not thread-safe.
 */
final class JobHeap {
    private static final Job[] NONE = new Job[0];
    private static final int LEAST = 4;

    private final Order order;
    private Job[] jobs = NONE;
    private int size;

    /** Which of two jobs comes first. */
    interface Order {
        boolean before(Job a, Job b);
    }

    JobHeap(Order order) {
        this.order = order;
    }

    int size() {
        return size;
    }

    /** The first one, null if there is none. */
    Job peek() {
        return size == 0 ? null : jobs[0];
    }

    /** A job by its place, in no order. */
    Job get(int index) {
        return jobs[index];
    }

    void add(Job job) {
        if (size == jobs.length) {
            jobs = Arrays.copyOf(jobs, Math.max(LEAST, size + (size >> 1)));
        }
        rise(job, size++);
    }

    Job poll() {
        Job first = peek();
        if (first != null) {
            remove(first);
        }
        return first;
    }

    /** Takes a job out that is in this heap. */
    void remove(Job job) {
        int hole = job.index;
        Job last = jobs[--size];
        jobs[size] = null;
        if (last != job) {
            sink(last, hole);
            if (last.index == hole) {
                rise(last, hole);
            }
        }
        if (size < jobs.length / 4) {
            jobs = size == 0 ? NONE : Arrays.copyOf(jobs, Math.max(LEAST, jobs.length / 2));
        }
    }

    private void rise(Job job, int from) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!order.before(job, jobs[parent])) {
                break;
            }
            set(jobs[parent], at);
            at = parent;
        }
        set(job, at);
    }

    private void sink(Job job, int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && order.before(jobs[child + 1], jobs[child])) {
                child++;
            }
            if (!order.before(jobs[child], job)) {
                break;
            }
            set(jobs[child], at);
            at = child;
        }
        set(job, at);
    }

    private void set(Job job, int at) {
        jobs[at] = job;
        job.index = at;
    }
}
