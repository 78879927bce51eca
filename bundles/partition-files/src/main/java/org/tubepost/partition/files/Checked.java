// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of the {@value #AT_MOST} contents used last whose octets were compared with their
 * checksum.
 */
final class Checked {
    private static final int AT_MOST = 65_536;

    private final Map<Long, Boolean> numbers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                    return size() > AT_MOST;
                }
            };

    synchronized boolean has(long number) {
        return numbers.get(number) != null;
    }

    synchronized void add(long number) {
        numbers.put(number, true);
    }

    synchronized void remove(long number) {
        numbers.remove(number);
    }
}
