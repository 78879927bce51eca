// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.journal.FileOperations;

/**
 * Makes files durable, many at a time: what waits is taken as one batch, whose files are forced at
 * the same time, get their places, and then each folder concerned is forced once. Meanwhile the
 * next batch gathers.
 *
 * <p>A file that gets no place, for instance because the volume is full, is refused alone. A failed
 * force leaves it unknown what is on disk. The messages of its batch are refused, and so is all
 * that follows until the partition is opened again.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int AT_ONCE = 512;

    private final Layout layout;
    private final FileOperations operations;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final Set<Path> folders = new HashSet<>();
    private final ExecutorService pool;
    private final int poolSize;
    private final Thread committer;
    private IOException failure;
    private boolean closed;
    private long batches;

    /** A file on its way to its place. */
    private static final class Pending {
        private final MessageFile file;
        private final long number;
        private final CompletableFuture<Long> done = new CompletableFuture<>();
        private IOException failure;

        Pending(MessageFile file, long number) {
            this.file = file;
            this.number = number;
        }
    }

    GroupCommit(String name, Layout layout, FileOperations operations, int threads) {
        this.layout = layout;
        this.operations = operations;
        this.poolSize = Math.max(1, threads) - 1;
        this.pool = poolSize == 0 ? null : pool("partition-" + name + "-sync-", poolSize);
        this.committer = daemon(this::run, "partition-" + name + "-commit");
        committer.start();
    }

    /** Threads that end when nothing is forced for a while. */
    private static ExecutorService pool(String prefix, int size) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        size,
                        size,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        work -> daemon(work, prefix + count.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Takes over one use of a file.
     *
     * @return completed with the number when the file is durable at its place
     */
    CompletableFuture<Long> commit(MessageFile file, long number) {
        Pending pending = new Pending(file, number);
        synchronized (waiting) {
            if (failure == null && !closed) {
                waiting.add(pending);
                waiting.notifyAll();
                return pending.done;
            }
        }
        file.release();
        return CompletableFuture.failedFuture(refusal());
    }

    private IOException refusal() {
        synchronized (waiting) {
            return closed
                    ? new IOException("The partition is closed")
                    : new IOException("The partition failed before: " + failure, failure);
        }
    }

    /** Refuses when a force failed before. */
    void refuseIfFailed() throws IOException {
        synchronized (waiting) {
            if (failure != null) {
                throw refusal();
            }
        }
    }

    /** Batches made durable so far. */
    long batches() {
        synchronized (waiting) {
            return batches;
        }
    }

    private void run() {
        while (true) {
            List<Pending> batch = new ArrayList<>();
            synchronized (waiting) {
                while (waiting.isEmpty() && !closed) {
                    try {
                        waiting.wait();
                    } catch (InterruptedException ignored) {
                        // Ended by close, never by an interrupt: others wait for their answers.
                        LOG.debug("interrupted while nothing waits");
                    }
                }
                while (!waiting.isEmpty() && batch.size() < AT_ONCE) {
                    batch.add(waiting.poll());
                }
            }
            if (batch.isEmpty()) {
                return;
            }
            commit(batch);
        }
    }

    private void commit(List<Pending> batch) {
        Set<Path> touched = new LinkedHashSet<>();
        try {
            refuseIfFailed();
            inParallel(batch);
            failIfAny(batch);
            batch.forEach(pending -> place(pending, touched));
            forceFolders(touched);
        } catch (IOException | RuntimeException failed) {
            fail(batch, failed);
            return;
        }
        synchronized (waiting) {
            batches++;
        }
        for (Pending pending : batch) {
            if (pending.failure == null) {
                pending.file.release();
                pending.done.complete(pending.number);
            } else {
                refuse(pending, pending.failure);
            }
        }
    }

    private void place(Pending pending, Set<Path> touched) {
        try {
            Path leaf = layout.leaf(pending.number);
            makeFolder(leaf, touched);
            pending.file.place(layout.file(pending.number));
            touched.add(leaf);
        } catch (IOException full) {
            pending.failure = full;
        }
    }

    private void force(Pending pending) {
        try {
            operations.force(pending.file.channel());
        } catch (IOException failed) {
            pending.failure = failed;
        }
    }

    private static void failIfAny(List<Pending> batch) throws IOException {
        for (Pending pending : batch) {
            if (pending.failure != null) {
                throw pending.failure;
            }
        }
    }

    /** Makes a folder and the one above; only this thread does. */
    private void makeFolder(Path folder, Set<Path> touched) throws IOException {
        if (folder.equals(layout.messages()) || folders.contains(folder)) {
            return;
        }
        makeFolder(folder.getParent(), touched);
        try {
            Files.createDirectory(folder);
            touched.add(folder.getParent());
        } catch (FileAlreadyExistsException known) {
            LOG.trace("{} is there", folder);
        }
        folders.add(folder);
    }

    /** Forces the names in folders to disk. */
    void forceFolders(Collection<Path> touched) throws IOException {
        for (Path folder : touched) {
            operations.forceDirectory(folder);
        }
    }

    private void inParallel(List<Pending> batch) {
        int helpers = Math.min(poolSize, batch.size() - 1);
        AtomicInteger next = new AtomicInteger();
        Runnable share =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < batch.size();
                            i = next.getAndIncrement()) {
                        force(batch.get(i));
                    }
                };
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < helpers; i++) {
            running.add(pool.submit(share));
        }
        share.run();
        for (Future<?> helper : running) {
            await(helper);
        }
    }

    private static void await(Future<?> helper) {
        while (true) {
            try {
                helper.get();
                return;
            } catch (InterruptedException later) {
                LOG.debug("interrupted while files are forced");
            } catch (java.util.concurrent.ExecutionException failed) {
                throw new IllegalStateException(failed.getCause());
            }
        }
    }

    private void fail(List<Pending> batch, Exception cause) {
        IOException refusal =
                cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
        boolean first;
        List<Pending> all = new ArrayList<>(batch);
        synchronized (waiting) {
            first = failure == null;
            failure = first ? refusal : failure;
            all.addAll(waiting);
            waiting.clear();
        }
        if (first) {
            LOG.error(
                    "The partition in {} takes no messages until it is opened again",
                    layout.messages(),
                    cause);
        }
        all.forEach(pending -> refuse(pending, refusal));
    }

    private static void refuse(Pending pending, IOException why) {
        try {
            pending.file.displace();
        } catch (IOException | RuntimeException left) {
            LOG.warn("Content {} is left and belongs to no message", pending.number, left);
        }
        pending.file.release();
        pending.done.completeExceptionally(why);
    }

    /** Commits what waits and ends. */
    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        try {
            committer.join(30_000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (pool != null) {
            pool.shutdown();
        }
    }
}
