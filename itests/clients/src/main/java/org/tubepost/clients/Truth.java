// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What holds for all clients alike: a message of a mailbox never changes, and at one modification
 * sequence it has one set of flags. Whoever sees something first writes it down; the others
 * compare. Thread-safe.
 */
final class Truth {
    /** Old states are forgotten beyond this many, so that a long run stays small. */
    private static final int MOST = 400_000;

    private final Map<String, String> facts = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> flags = new ConcurrentHashMap<>();

    /** Notes or compares something that never changes. */
    void fact(String mailboxId, long uid, String name, String value) throws ViolationException {
        if (mailboxId.isEmpty() || uid == 0) {
            return;
        }
        String before = facts.putIfAbsent(mailboxId + " UID " + uid + " " + name, value);
        if (before != null && !before.equals(value)) {
            throw new ViolationException(
                    name + " of UID " + uid + " is " + value + " and was " + before);
        }
        if (facts.size() > MOST) {
            facts.clear();
        }
    }

    /** Notes or compares the flags that a message has at a modification sequence. */
    void flags(String mailboxId, long uid, long modSeq, Set<String> told)
            throws ViolationException {
        if (mailboxId.isEmpty() || uid == 0 || modSeq == 0) {
            return;
        }
        Set<String> before = flags.putIfAbsent(mailboxId + " UID " + uid + " at " + modSeq, told);
        if (before != null && !before.equals(told)) {
            throw new ViolationException(
                    "UID " + uid + " at MODSEQ " + modSeq + " has " + told + " and had " + before);
        }
        if (flags.size() > MOST) {
            flags.clear();
        }
    }
}
