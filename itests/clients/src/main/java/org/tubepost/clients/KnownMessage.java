// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a client knows of a message; it learns more by and by. */
final class KnownMessage {
    private long uid;
    private long modSeq;
    private Optional<Set<String>> flags = Optional.empty();

    /** Zero when it is not known. */
    long uid() {
        return uid;
    }

    /** The largest that was told; zero when none was. */
    long modSeq() {
        return modSeq;
    }

    /** Without {@code \Recent}, which is of a session. */
    Optional<Set<String>> flags() {
        return flags;
    }

    void learnUid(long told) throws ViolationException {
        if (uid != 0 && uid != told) {
            throw new ViolationException("UID " + uid + " has become " + told);
        }
        uid = told;
    }

    void learnModSeq(long told) throws ViolationException {
        if (told < modSeq) {
            throw new ViolationException(
                    "MODSEQ of UID " + uid + " went back from " + modSeq + " to " + told);
        }
        modSeq = told;
    }

    void learnFlags(Set<String> told) {
        flags = Optional.of(told);
    }

    /** The client's own change, which the server need not tell. */
    void change(char sign, Set<String> some) {
        if (sign == '=') {
            flags = Optional.of(new TreeSet<>(some));
        } else if (flags.isPresent()) {
            Set<String> changed = new TreeSet<>(flags.get());
            if (sign == '+') {
                changed.addAll(some);
            } else {
                changed.removeAll(some);
            }
            flags = Optional.of(changed);
        }
    }

    @Override
    public String toString() {
        return "UID "
                + uid
                + " "
                + flags.map(Object::toString).orElse("flags unknown")
                + " "
                + modSeq;
    }
}
