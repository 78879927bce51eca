// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Entries by number, in pages: numbers ascend and live together, so a page costs a few octets an
 * entry. Guarded by the queue's lock, except {@link #size}.
 */
final class EntryTable {
    private static final int BITS = 6;
    private static final int SIZE = 1 << BITS;

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private final AtomicInteger size = new AtomicInteger();

    private static final class Page {
        private final QueuedEntry[] slots = new QueuedEntry[SIZE];
        private int used;
    }

    /** Number of entries; may be asked by anybody. */
    int size() {
        return size.get();
    }

    /** An entry, or null. */
    QueuedEntry get(long number) {
        Page page = pages.get(number >>> BITS);
        return page == null ? null : page.slots[slot(number)];
    }

    void put(QueuedEntry entry) {
        Page page = pages.computeIfAbsent(entry.number() >>> BITS, p -> new Page());
        int slot = slot(entry.number());
        if (page.slots[slot] == null) {
            page.used++;
            size.incrementAndGet();
        }
        page.slots[slot] = entry;
    }

    void remove(long number) {
        Page page = pages.get(number >>> BITS);
        int slot = slot(number);
        if (page != null && page.slots[slot] != null) {
            page.slots[slot] = null;
            size.decrementAndGet();
            if (--page.used == 0) {
                pages.remove(number >>> BITS);
            }
        }
    }

    /** Some entries behind a number, ascending; empty if there are none. */
    List<QueuedEntry> behind(long number) {
        List<QueuedEntry> found = new ArrayList<>(SIZE);
        Map.Entry<Long, Page> page = pages.ceilingEntry(number + 1 >>> BITS);
        while (page != null && found.isEmpty()) {
            for (QueuedEntry entry : page.getValue().slots) {
                if (entry != null && entry.number() > number) {
                    found.add(entry);
                }
            }
            page = pages.higherEntry(page.getKey());
        }
        return found;
    }

    private static int slot(long number) {
        return (int) number & SIZE - 1;
    }
}
