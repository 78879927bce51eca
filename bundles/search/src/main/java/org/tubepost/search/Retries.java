// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When groups that failed are tried again: after a pause that doubles with each failure, up to five
 * minutes, so that a full disk is not asked without end; a group that worked for as long as that
 * begins with the shortest pause again. Times are those of {@link System#nanoTime}.
 */
final class Retries {
    static final long SHORTEST = 1_000_000_000L;
    static final long LONGEST = 300 * SHORTEST;

    private final Map<Integer, Long> due = new HashMap<>();
    private final Map<Integer, Long> pauses = new HashMap<>();
    private final Map<Integer, Long> opened = new HashMap<>();

    /** Groups from 0 on, all of them due now. */
    Retries(int groups, long now) {
        for (int i = 0; i < groups; i++) {
            due.put(i, now);
        }
    }

    /** A group failed, or could not be opened. */
    void failed(int group, long now) {
        Long since = opened.remove(group);
        boolean recovered = since != null && now - since >= LONGEST;
        long before = recovered ? 0 : pauses.getOrDefault(group, 0L);
        long pause = before == 0 ? SHORTEST : Math.min(LONGEST, before * 2);
        pauses.put(group, pause);
        due.put(group, now + pause);
    }

    /** A group works. */
    void opened(int group, long now) {
        due.remove(group);
        opened.put(group, now);
    }

    /** Groups to be opened now. */
    List<Integer> due(long now) {
        return due.entrySet().stream()
                .filter(group -> group.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
