// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

/**
 * Lines that take turns: the first one is served and goes to the end. A line is in one ring at
 * most, and leaves it at once wherever it stands. Not thread-safe.
 */
final class Ring {
    private Line first;
    private Line last;

    /** Whose turn it is, null if nobody waits. */
    Line first() {
        return first;
    }

    void add(Line line) {
        line.ring = this;
        line.before = last;
        line.after = null;
        if (last == null) {
            first = line;
        } else {
            last.after = line;
        }
        last = line;
    }

    void remove(Line line) {
        if (line.before == null) {
            first = line.after;
        } else {
            line.before.after = line.after;
        }
        if (line.after == null) {
            last = line.before;
        } else {
            line.after.before = line.before;
        }
        line.ring = null;
        line.before = null;
        line.after = null;
    }
}
