// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * UIDs of another server's messages that have not come, although some with larger ones have. Kept
 * as ranges, in the form of IMAP (RFC 9051, sequence-set); a range may go over UIDs that no message
 * has.
 */
final class OpenUids {
    static final OpenUids NONE = of("");

    private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

    /** Reads what {@link #toString} wrote. */
    static OpenUids of(String text) {
        OpenUids open = new OpenUids();
        for (String range : text.isEmpty() ? new String[0] : text.split(",")) {
            String[] ends = range.split(":");
            open.add(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        }
        return open;
    }

    /** Adds a range behind all others. */
    void add(long first, long last) {
        lastByFirst.put(first, last);
    }

    boolean has(long uid) {
        return joins(uid, uid);
    }

    /** True if one range has both. */
    boolean joins(long one, long larger) {
        Map.Entry<Long, Long> range = lastByFirst.floorEntry(one);
        return range != null && larger <= range.getValue();
    }

    boolean isEmpty() {
        return lastByFirst.isEmpty();
    }

    /** The smallest one; only if there is one. */
    long first() {
        return lastByFirst.firstKey();
    }

    /** Number of ranges. */
    int size() {
        return lastByFirst.size();
    }

    /** The same in parts of so many ranges, for commands that are not too long. */
    List<OpenUids> parts(int ranges) {
        List<OpenUids> parts = new ArrayList<>();
        for (Map.Entry<Long, Long> range : lastByFirst.entrySet()) {
            if (parts.isEmpty() || parts.get(parts.size() - 1).size() == ranges) {
                parts.add(new OpenUids());
            }
            parts.get(parts.size() - 1).add(range.getKey(), range.getValue());
        }
        return parts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OpenUids open && lastByFirst.equals(open.lastByFirst);
    }

    @Override
    public int hashCode() {
        return lastByFirst.hashCode();
    }

    @Override
    public String toString() {
        List<String> ranges = new ArrayList<>();
        lastByFirst.forEach(
                (first, last) -> ranges.add(first.equals(last) ? "" + first : first + ":" + last));
        return String.join(",", ranges);
    }
}
