// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A selected mailbox as a client knows it from what it was told, and the rules that what it is told
 * must keep (RFC 3501 section 7.4.1, RFC 7162). One thread.
 */
final class KnownMailbox {
    private final String name;
    private final boolean readOnly;
    private final List<KnownMessage> messages = new ArrayList<>();
    private String id = "";
    private long uidValidity;
    private long uidNext;
    private long highestModSeq;

    KnownMailbox(String name, boolean readOnly) {
        this.name = name;
        this.readOnly = readOnly;
    }

    String name() {
        return name;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    String id() {
        return id;
    }

    long uidValidity() {
        return uidValidity;
    }

    /** As it was when the mailbox was selected. */
    long uidNext() {
        return uidNext;
    }

    /** A modification sequence up to which the client was told of every change; zero for none. */
    long highestModSeq() {
        return highestModSeq;
    }

    void id(String told) {
        id = told;
    }

    void uidValidity(long told) {
        uidValidity = told;
    }

    void uidNext(long told) {
        uidNext = told;
    }

    void highestModSeq(long told) throws ViolationException {
        if (told < highestModSeq) {
            throw new ViolationException(
                    "HIGHESTMODSEQ went back from " + highestModSeq + " to " + told);
        }
        highestModSeq = told;
    }

    List<KnownMessage> messages() {
        return messages;
    }

    int size() {
        return messages.size();
    }

    KnownMessage at(long number) throws ViolationException {
        if (number < 1 || number > messages.size()) {
            throw new ViolationException(
                    "number " + number + " of " + messages.size() + " messages");
        }
        return messages.get((int) number - 1);
    }

    Optional<KnownMessage> withUid(long uid) {
        return messages.stream().filter(m -> m.uid() == uid).findFirst();
    }

    void exists(long count) throws ViolationException {
        if (count < messages.size()) {
            throw new ViolationException(
                    count + " EXISTS of " + messages.size() + " messages without EXPUNGE");
        }
        while (messages.size() < count) {
            messages.add(new KnownMessage());
        }
    }

    void expunge(long number) throws ViolationException {
        messages.remove(at(number));
    }

    /**
     * Every UID must be one that the client has, or that of a message which it has not asked about.
     */
    void vanished(Collection<Long> uids) throws ViolationException {
        for (long uid : uids) {
            if (!messages.removeIf(m -> m.uid() == uid)) {
                int behind = 0;
                while (behind < messages.size() && messages.get(behind).uid() < uid) {
                    behind++; // also those that are not known
                }
                if (behind == 0 || messages.get(behind - 1).uid() != 0) {
                    throw new ViolationException("VANISHED " + uid + ", which was not there");
                }
                messages.remove(behind - 1);
            }
        }
    }

    /** UIDs ascend. */
    void learnUid(long number, long uid) throws ViolationException {
        KnownMessage message = at(number);
        if (message.uid() == uid) {
            return;
        }
        message.learnUid(uid);
        long before = 0;
        for (KnownMessage each : messages) {
            if (each.uid() != 0 && each.uid() <= before) {
                throw new ViolationException("UID " + each.uid() + " comes behind " + before);
            }
            before = Math.max(before, each.uid());
        }
    }
}
