// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * The table {@code RATE}: counts what happens under a key in a sliding window. The probe {@code
 * key,30/pt60s} counts one event and answers how many there were, itself included, and nothing once
 * the limit is reached; {@code key,>30/pt60s} counts too, and answers the empty text only once the
 * limit is reached, so that the entry that asks can refuse. What is above the limit is not counted:
 * who waits gets in again. Lives in memory and begins anew with the bundle. Thread-safe, blocks
 * only for other probes; the least recently used keys go when there are too many.
 */
@Component(service = MappingTable.class, property = MappingTable.NAME + "=" + RateTable.TABLE)
public final class RateTable implements MappingTable {
    static final String TABLE = "RATE";

    private static final int SHARDS = 16;
    private static final int MOST_KEYS = 100_000;
    private static final int MOST_LIMITS = 1000;

    private final LongSupplier clock;
    private final Shard[] shards = new Shard[SHARDS];
    private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();

    /** Counts from now on. */
    @Activate
    public RateTable() {
        this(() -> System.nanoTime() / 1_000_000, MOST_KEYS);
    }

    /** With a clock in milliseconds, and a bound for the number of keys. */
    RateTable(LongSupplier clock, int mostKeys) {
        this.clock = clock;
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard(Math.max(1, mostKeys / SHARDS));
        }
    }

    @Override
    public Optional<Result> probe(Probe probe) {
        String input = probe.input();
        RateLimit limit = limit(input);
        Shard shard = shards[(input.hashCode() >>> 4 & 0x7fffffff) % SHARDS];
        int count = shard.count(input, limit, clock.getAsLong(), probe.rehearsal());
        boolean over = count > limit.most();
        probe.trace()
                .add("mapping", TABLE + " " + input, over ? "above the limit" : count + " in time");
        if (over != limit.above()) {
            return Optional.empty();
        }
        return Optional.of(new Result(over ? "" : Integer.toString(count), ""));
    }

    private RateLimit limit(String input) {
        int begin = RateLimit.begin(input);
        String text = begin < 0 ? "" : input.substring(begin);
        RateLimit known = limits.get(text);
        if (known != null) {
            return known;
        }
        try {
            RateLimit read = RateLimit.parse(text);
            if (limits.size() < MOST_LIMITS) {
                limits.put(text, read);
            }
            return read;
        } catch (IllegalArgumentException malformed) {
            throw new UncheckedIOException(
                    new IOException(
                            TABLE + " " + input + ": " + malformed.getMessage(), malformed));
        }
    }

    /** Keys that are counted. */
    int size() {
        int size = 0;
        for (Shard shard : shards) {
            size += shard.size();
        }
        return size;
    }

    /** A part of the keys under one lock. */
    private static final class Shard {
        private final int mostKeys;
        private final LinkedHashMap<String, Counted> keys = new LinkedHashMap<>(16, 0.75f, true);

        /** A window and when it is certainly empty. */
        private static final class Counted {
            private final SlidingWindow window;
            private long expires;

            Counted(long length) {
                this.window = new SlidingWindow(length);
            }
        }

        Shard(int mostKeys) {
            this.mostKeys = mostKeys;
        }

        /** Events with this one; one more than the limit if it is above. */
        synchronized int count(String key, RateLimit limit, long now, boolean rehearsal) {
            expire(now);
            Counted counted = keys.get(key);
            int before = counted == null ? 0 : counted.window.count(now);
            if (rehearsal || before >= limit.most()) {
                return Math.min(before, limit.most()) + 1;
            }
            if (counted == null) {
                makeRoom();
                counted = new Counted(limit.window());
                counted.window.count(now);
                keys.put(key, counted);
            }
            counted.window.add();
            counted.expires = now + 2 * limit.window();
            return before + 1;
        }

        /** The oldest two keys are looked at each time, which is faster than keys can come. */
        private void expire(long now) {
            var oldest = keys.values().iterator();
            for (int i = 0; i < 2 && oldest.hasNext(); i++) {
                if (oldest.next().expires < now) {
                    oldest.remove();
                }
            }
        }

        private void makeRoom() {
            if (keys.size() >= mostKeys) {
                var oldest = keys.values().iterator();
                oldest.next();
                oldest.remove();
            }
        }

        synchronized int size() {
            return keys.size();
        }
    }
}
