// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.search.Agenda.Task;

/** What others want of the thread that follows the store; it waits here. Thread-safe. */
final class Orders {
    private static final long LONGEST_WAIT = 1_000_000_000;

    private final Agenda agenda = new Agenda();
    private final Set<Integer> failed = new TreeSet<>();
    private final Set<Optional<String>> rebuilds = new HashSet<>();
    private boolean comparesAll = true;
    private boolean stopping;

    /** Asks for a look, some time from now. */
    synchronized void ask(Task task, long inNanos) {
        agenda.add(task, System.nanoTime() + inNanos);
        notifyAll();
    }

    /** Asks for a comparison of everything. */
    synchronized void compareAll() {
        comparesAll = true;
        notifyAll();
    }

    /** A group failed. */
    synchronized void failed(int group) {
        failed.add(group);
        notifyAll();
    }

    /** Asks to have the index of an owner, or all, made again. */
    synchronized void rebuild(Optional<String> owner) {
        rebuilds.add(owner);
        notifyAll();
    }

    /** Ends everything soon. */
    synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /** Owners that are to be looked at now. */
    synchronized int waiting() {
        return agenda.owners(System.nanoTime());
    }

    /** Everything is to be compared. */
    synchronized boolean comparesAll() {
        return comparesAll;
    }

    /** That was begun. */
    synchronized void comparing() {
        comparesAll = false;
    }

    synchronized List<Integer> takeFailed() {
        List<Integer> all = List.copyOf(failed);
        failed.clear();
        return all;
    }

    synchronized List<Optional<String>> takeRebuilds() {
        List<Optional<String>> all = List.copyOf(rebuilds);
        rebuilds.clear();
        return all;
    }

    /** Takes the look that is the longest due. */
    synchronized Optional<Task> poll() {
        return agenda.poll(System.nanoTime());
    }

    /** Waits until there is something to do, a second at most. */
    synchronized void await() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT;
        while (failed.isEmpty() && rebuilds.isEmpty() && !stopping) {
            long now = System.nanoTime();
            long left = agenda.nanosUntilDue(now, end - now);
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    /** Waits unless it is to end. */
    synchronized void pause(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !stopping; left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
