// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How much of the processors the index may take: a share while they have little else to do, and a
 * smaller one while they have. Used by one thread.
 */
final class Processor {
    private static final double BUSY = 0.75;
    // Work comes in bursts: what was true a second ago says little.
    private static final long LOOK_NANOS = 100_000_000L;
    private static final long LONGEST_NANOS = 30_000_000_000L;
    private static final long MOST_OWED_NANOS = 600_000_000_000L;

    private final int calmPercent;
    private final int busyPercent;
    private final DoubleSupplier load;
    private final LongSupplier nanos;
    private boolean busy;
    private long looked;
    private boolean everLooked;
    private long owed;

    /**
     * With a load of the processors of one's own.
     *
     * @param calmPercent share of one processor while there is little else to do
     * @param busyPercent share while there is much
     * @param load of all processors, 0 to 1; negative if it is not known
     */
    Processor(int calmPercent, int busyPercent, DoubleSupplier load, LongSupplier nanos) {
        this.calmPercent = calmPercent;
        this.busyPercent = Math.min(calmPercent, busyPercent);
        this.load = load;
        this.nanos = nanos;
    }

    /** With the load that the Java machine tells. */
    static Processor ofMachine(int calmPercent, int busyPercent) {
        return new Processor(calmPercent, busyPercent, Processor::machineLoad, System::nanoTime);
    }

    /**
     * How long to leave the processor to others after it was used. A long merge is paid for in
     * several pauses while the processors are busy, so that what is new does not wait for minutes;
     * what is owed when they are calm is forgiven.
     */
    long pause(long usedNanos) {
        long now = nanos.getAsLong();
        if (!everLooked || now - looked >= LOOK_NANOS) {
            everLooked = true;
            looked = now;
            busy = load.getAsDouble() > BUSY;
        }
        int percent = busy ? busyPercent : calmPercent;
        long due = usedNanos * (100 - percent) / percent + (busy ? owed : 0);
        long pause = Math.min(LONGEST_NANOS, due);
        owed = Math.min(MOST_OWED_NANOS, due - pause);
        return pause;
    }

    /** By way of the management beans: its class is not for all to see in every framework. */
    private static double machineLoad() {
        try {
            Object told =
                    ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName("java.lang:type=OperatingSystem"), "CpuLoad");
            return told instanceof Double load ? load : -1;
        } catch (JMException unknown) {
            return -1;
        }
    }
}
