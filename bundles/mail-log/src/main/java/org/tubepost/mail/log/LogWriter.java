// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.log.MailEvent;

/**
 * The thread that writes. It takes what waits, makes lines of it and hands them to the files in one
 * write; then it rests a little, so that under load many records share a write. A record is on disk
 * (not synced) a few hundredths of a second after it was told.
 *
 * <p>When files cannot be written the records are counted, this is said once, and the number is
 * written down when it works again. Nothing here is ever waited for by mail.
 */
final class LogWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final int BATCH = 1_024;
    private static final Duration REST = Duration.ofMillis(20);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

    private final RecordQueue queue;
    private final LogFiles files;
    private final Clock clock;
    private final TextRecords text;
    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder objects = new StringBuilder();
    private final LongAdder written = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Thread thread = new Thread(this::run, "mail-log");
    private volatile LogRules rules = LogRules.BEFORE;
    private volatile boolean closing;
    private boolean broken;
    private long untold;

    LogWriter(RecordQueue queue, LogFiles files, Clock clock) {
        this.queue = queue;
        this.files = files;
        this.clock = clock;
        this.text = new TextRecords(clock.getZone());
    }

    /** Begins. */
    void start() {
        thread.start();
    }

    /** Records from now on are written as this says. */
    void rules(LogRules next) {
        rules = next;
    }

    /** Records written so far. */
    long written() {
        return written.sum();
    }

    /** Records that could not be taken or written so far. */
    long lost() {
        return lost.sum();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    private void run() {
        while (true) {
            boolean last = closing;
            try {
                int taken = batch();
                if (taken == 0 && last) {
                    files.close();
                    return;
                }
                pause(taken);
            } catch (IOException failed) {
                failed(failed, 0);
                if (last) {
                    return;
                }
                queue.sleep(LONGEST_SLEEP);
            } catch (RuntimeException bug) {
                LOG.error("The mail log stumbled", bug);
            }
        }
    }

    private void pause(int taken) throws IOException {
        if (closing) {
            return;
        }
        if (taken == 0) {
            files.rotateIfDue();
            queue.sleep(LONGEST_SLEEP);
        } else if (taken < BATCH) {
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    /** Writes some of what waits; how many that was. */
    private int batch() {
        LogRules now = rules;
        int taken = 0;
        int made = 0;
        lines.setLength(0);
        objects.setLength(0);
        for (Supplier<MailEvent> next = queue.take(); next != null; next = queue.take()) {
            made += make(next, now) ? 1 : 0;
            if (++taken == BATCH) {
                break;
            }
        }
        long missed = queue.lost();
        lost.add(missed);
        untold += missed;
        try {
            hand(now, made);
        } finally {
            if (taken > 0) {
                queue.done(taken);
            }
        }
        return taken;
    }

    private boolean make(Supplier<MailEvent> next, LogRules now) {
        try {
            MailEvent event = next.get();
            if (!now.wants(event)) {
                return false;
            }
            if (files.format().text()) {
                text.write(event, now.layout(), lines);
            }
            if (files.format().json()) {
                JsonRecords.write(event, objects);
            }
            return true;
        } catch (RuntimeException bug) {
            LOG.error("A record of the mail log could not be made", bug);
            lost.increment();
            untold++;
            return false;
        }
    }

    private void hand(LogRules now, int made) {
        if (made == 0 && untold == 0) {
            return;
        }
        if (untold > 0) {
            lines.append("#lost ").append(untold).append(" records before ");
            lines.append(clock.instant()).append('\n');
            objects.append("{\"time\":\"").append(clock.instant());
            objects.append("\",\"lost\":").append(untold).append("}\n");
        }
        try {
            files.append(now.layout().head(), octets(lines), octets(objects));
            written.add(made);
            untold = 0;
            if (broken) {
                broken = false;
                LOG.info("The mail log can be written again");
            }
        } catch (IOException full) {
            failed(full, made);
        }
    }

    private static ByteBuffer octets(StringBuilder of) {
        return StandardCharsets.UTF_8.encode(of.toString());
    }

    private void failed(IOException reason, int records) {
        lost.add(records);
        untold += records;
        if (!broken) {
            broken = true;
            LOG.error(
                    "The mail log cannot be written, records are lost until it can: {}",
                    reason.toString());
        }
    }
}
