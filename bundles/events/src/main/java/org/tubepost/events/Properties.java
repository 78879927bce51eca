// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Properties of one event, under the seed's names where it has one (reference page message-store,
 * section 10), else under those of RFC 5423. Values are strings, numbers and arrays of strings.
 */
final class Properties {
    private final Map<String, Object> values = new HashMap<>();

    private Properties() {}

    /** What all events say. */
    static Properties of(EventType type, String host, Instant time) {
        return new Properties()
                .put("evtType", type.seedName())
                .put("hostname", host)
                .put("pid", ProcessHandle.current().pid())
                .put("process", "tubepost")
                .put("timestamp", time.toEpochMilli());
    }

    Properties put(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** UIDs: the only or last one by itself, all of them as a set (RFC 3501 section 9). */
    Properties uids(List<Long> uids) {
        long last = uids.get(uids.size() - 1);
        put("uidSet", set(uids));
        put("lastUid", last);
        return put("imapUid", uids.get(0));
    }

    Map<String, Object> asMap() {
        return values;
    }

    private static String set(List<Long> uids) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < uids.size(); ) {
            int end = at;
            while (end + 1 < uids.size() && uids.get(end + 1) == uids.get(end) + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ",").append(uids.get(at));
            if (end > at) {
                text.append(':').append(uids.get(end));
            }
            at = end + 1;
        }
        return text.toString();
    }
}
