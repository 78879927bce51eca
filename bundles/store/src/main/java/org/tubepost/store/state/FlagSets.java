// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tubepost.api.store.Flags;

/**
 * Binary form of sets of flags, and one shared object for sets that are common, because a million
 * messages have a few dozen different ones.
 */
final class FlagSets {
    private static final int SHARED_AT_MOST = 4096;
    private static final ConcurrentHashMap<List<String>, Flags> SHARED = new ConcurrentHashMap<>();

    private FlagSets() {}

    static Flags share(Flags flags) {
        if (flags.names().isEmpty()) {
            return Flags.NONE;
        }
        List<String> key = new ArrayList<>(flags.names());
        Flags known = SHARED.get(key);
        if (known != null) {
            return known;
        }
        if (SHARED.size() < SHARED_AT_MOST) {
            SHARED.putIfAbsent(key, flags);
            return SHARED.get(key);
        }
        return flags;
    }

    static void encode(Flags flags, RecordWriter to) {
        to.number(flags.names().size());
        flags.names().forEach(to::text);
    }

    static Flags decode(RecordReader from) {
        int count = from.count();
        if (count == 0) {
            return Flags.NONE;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            names.add(from.text());
        }
        return new Flags(names);
    }
}
