// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueAdministration;

/** The same change of many entries: a bounded number is under way at once, results are counted. */
final class Bulk {
    private static final int AT_ONCE = 1_000;
    private static final int MOST_EXAMPLES = 20;
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    private final QueueAdministration queue;
    private final EntryChange change;
    private final String administrator;
    private final LongConsumer progress;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final List<Long> examples = new ArrayList<>();
    private long nextProgress = System.nanoTime() + PROGRESS_NANOS;
    private long changed;
    private long unchanged;
    private Throwable failure;

    Bulk(
            QueueAdministration queue,
            EntryChange change,
            String administrator,
            LongConsumer progress) {
        this.queue = queue;
        this.change = change;
        this.administrator = administrator;
        this.progress = progress;
    }

    /**
     * Begins to change an entry; waits while too many are under way, but for the disk only: whoever
     * is to stop asks between entries, so that what was changed is counted to the end.
     */
    void change(long number) throws IOException {
        free.acquireUninterruptibly();
        throwFailure();
        queue.change(number, change, administrator)
                .whenComplete(
                        (done, problem) -> {
                            count(number, done, problem);
                            free.release();
                        });
        if (System.nanoTime() - nextProgress > 0) {
            nextProgress = System.nanoTime() + PROGRESS_NANOS;
            progress.accept(changed());
        }
    }

    private synchronized void count(long number, Boolean done, Throwable problem) {
        if (problem != null) {
            failure = failure == null ? problem : failure;
        } else if (done) {
            changed++;
        } else {
            unchanged++;
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(number);
            }
        }
    }

    /** Waits for what is under way, even if the caller is to stop. */
    void await() throws IOException {
        free.acquireUninterruptibly(AT_ONCE);
        throwFailure();
    }

    private synchronized void throwFailure() throws IOException {
        if (failure != null) {
            throw new IOException(
                    "stopped after " + changed + " entries: " + failure.getMessage(), failure);
        }
    }

    synchronized long changed() {
        return changed;
    }

    synchronized long unchanged() {
        return unchanged;
    }

    /** Some entries that were not changed. */
    synchronized List<Long> examples() {
        return List.copyOf(examples);
    }
}
