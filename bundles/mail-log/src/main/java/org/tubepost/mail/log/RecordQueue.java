// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.tubepost.api.log.MailEvent;

/**
 * Events on their way to the writer: bounded, without locks, in the order in which each caller
 * tells them. When it is full, further ones are counted. A caller wakes the writer only if that
 * sleeps, so under load nobody pays for it. Any thread puts, one takes.
 */
final class RecordQueue {
    private final int limit;
    private final Queue<Supplier<MailEvent>> events = new ConcurrentLinkedQueue<>();
    private final AtomicLong accepted = new AtomicLong();
    private final LongAdder lost = new LongAdder();
    private volatile long done;
    private volatile Thread sleeper;

    RecordQueue(int limit) {
        this.limit = limit;
    }

    /** Takes an event, or counts it as lost. */
    void put(Supplier<MailEvent> event) {
        if (accepted.incrementAndGet() - done > limit) {
            accepted.decrementAndGet();
            lost.increment();
            return;
        }
        events.add(event);
        wake();
    }

    /** The next event; null if there is none. On the writer. */
    Supplier<MailEvent> take() {
        return events.poll();
    }

    /** So many have been taken and dealt with. On the writer. */
    void done(long count) {
        synchronized (this) {
            done += count;
            notifyAll();
        }
    }

    /** How many were lost since the last call. On the writer. */
    long lost() {
        return lost.sumThenReset();
    }

    /** Events that wait. */
    long waiting() {
        return accepted.get() - done;
    }

    /** Sleeps until something comes. On the writer. */
    void sleep(Duration atMost) {
        sleeper = Thread.currentThread();
        if (events.isEmpty()) {
            LockSupport.parkNanos(this, atMost.toNanos());
        }
        sleeper = null;
    }

    /** Ends a sleep. */
    void wake() {
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    /** Waits until everything that was put before has been dealt with; false if not in time. */
    synchronized boolean await(Duration atMost) throws InterruptedException {
        long target = accepted.get();
        long end = System.nanoTime() + atMost.toNanos();
        while (done < Math.min(target, accepted.get())) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
