// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A client that comes back to a mailbox with what it knew when it left (RFC 7162 section 3.2.5),
 * and must know all of it again when SELECT is done.
 */
final class Returning {
    private final String name;
    private final long uidValidity;
    private final long modSeq;
    private final Map<Long, Set<String>> flags = new HashMap<>();

    private Returning(KnownMailbox left) {
        this.name = left.name();
        this.uidValidity = left.uidValidity();
        this.modSeq = left.highestModSeq();
        left.messages().forEach(m -> flags.put(m.uid(), m.flags().orElseThrow()));
    }

    /** Empty when the client does not know enough to come back. */
    static Optional<Returning> to(KnownMailbox left) {
        boolean knows =
                left.highestModSeq() > 0
                        && left.messages().stream()
                                .allMatch(m -> m.uid() != 0 && m.flags().isPresent());
        return knows ? Optional.of(new Returning(left)) : Optional.empty();
    }

    /** Selects the mailbox again on a new connection, and compares. */
    void select(CheckedSession session, boolean namesUids) throws IOException, ViolationException {
        StringBuilder more = new StringBuilder(" (QRESYNC (" + uidValidity + " " + modSeq);
        if (namesUids && !flags.isEmpty()) {
            TreeSet<Long> uids = new TreeSet<>(flags.keySet());
            more.append(" ").append(uids.first()).append(":").append(uids.last());
        }
        Reply reply = session.select(name, false, more.append("))").toString());
        if (!reply.isOk() || session.selected().orElseThrow().uidValidity() != uidValidity) {
            return; // another mailbox has this name now
        }
        Set<Long> gone = new HashSet<>();
        for (List<Item> line : reply.lines()) {
            if (line.get(0).upper().equals("VANISHED")) {
                gone.addAll(line.get(2).numbers());
            }
        }
        Map<Long, Set<String>> now = new HashMap<>(flags);
        now.keySet().removeAll(gone);
        for (Reply.Fetched one : reply.fetched()) {
            now.put(one.message().uid(), one.message().flags().orElseThrow());
        }
        Reading reading = new Reading(session, new Random());
        if (namesUids) {
            reading.learn();
        }
        compare(session, reading, now, namesUids);
    }

    /** The client's state against the server's, but for what changed behind the SELECT. */
    private void compare(
            CheckedSession session, Reading reading, Map<Long, Set<String>> now, boolean namesUids)
            throws IOException, ViolationException {
        KnownMailbox mailbox = session.selected().orElseThrow();
        long selectedAt = mailbox.highestModSeq();
        long uidNext = mailbox.uidNext();
        if (mailbox.size() == 0) {
            if (!now.isEmpty()) {
                throw new ViolationException("not told that these are gone: " + now.keySet());
            }
            return;
        }
        List<KnownMessage> untold = new ArrayList<>();
        Set<Long> there = new HashSet<>();
        for (Reply.Fetched one :
                session.command("FETCH 1:* (UID FLAGS MODSEQ)", false, "EXPUNGEISSUED").fetched()) {
            KnownMessage message = one.message();
            there.add(message.uid());
            Set<String> known = now.get(message.uid());
            boolean isNew = namesUids && !flags.containsKey(message.uid());
            if (known == null && message.uid() < uidNext && !isNew) {
                throw new ViolationException("not told of " + message);
            }
            if (known != null
                    && message.modSeq() <= selectedAt
                    && !known.equals(message.flags().orElseThrow())) {
                untold.add(message);
            }
        }
        // Of a message that went meanwhile the last flags need not be told.
        reading.mustBeGone(untold);
        Set<Long> left = new HashSet<>(now.keySet());
        left.removeAll(there);
        if (!left.isEmpty()) {
            throw new ViolationException("not told that these are gone: " + left);
        }
    }
}
