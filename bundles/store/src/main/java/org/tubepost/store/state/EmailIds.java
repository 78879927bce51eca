// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids of contents (RFC 8474): the partition's name and the content's number there, so that they
 * need no room of their own. Characters that the RFC does not allow are written as {@code _} and
 * hex.
 */
final class EmailIds {
    private static final Map<String, String> PREFIXES = new ConcurrentHashMap<>();

    private EmailIds() {}

    static String of(String partition, long number) {
        return PREFIXES.computeIfAbsent(partition, EmailIds::prefix)
                .concat(Long.toString(number, Character.MAX_RADIX));
    }

    private static String prefix(String partition) {
        StringBuilder id = new StringBuilder(partition.length() + 14).append('M');
        for (int i = 0; i < partition.length(); i++) {
            char c = partition.charAt(i);
            if (c < 128 && Character.isLetterOrDigit(c)) {
                id.append(c);
            } else {
                id.append('_').append(Integer.toHexString(c)).append('_');
            }
        }
        return id.append('-').toString();
    }
}
