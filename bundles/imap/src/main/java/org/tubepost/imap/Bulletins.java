// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tubepost.api.store.MailboxName;
import org.tubepost.wire.imap.NotifyArguments.Event;

/** Passes on to sessions what happens to mailboxes (RFC 5465). Thread-safe; returns at once. */
final class Bulletins {
    private final Map<String, Set<Reader>> readers = new ConcurrentHashMap<>();

    /** Somebody who wants to know. Must return at once. */
    interface Reader {
        /** Something happened to a mailbox. */
        void happened(MailboxName mailbox, Event event);

        /** A mailbox has another name. */
        void renamed(Renamed what);

        /**
         * Somebody has subscribed to a mailbox, or does not any more.
         *
         * @param user whose subscription it is
         */
        void subscribed(String user, MailboxName mailbox);

        /** Annotations of a mailbox, or of an account, have changed. */
        void annotated(Annotated what);
    }

    /**
     * Which mailbox has another name.
     *
     * @param modSeq of the change; the mailboxes below it have another name by the same one
     */
    record Renamed(MailboxName from, MailboxName to, long modSeq) {

        /** Whoever knows of this one knows of the other one, which is below it and was. */
        boolean brings(Renamed other) {
            return modSeq == other.modSeq
                    && other.from.isBelow(from)
                    && moved(other.from).filter(other.to::equals).isPresent();
        }

        /** What a name has become by it; empty for one that is not the old one or below it. */
        Optional<MailboxName> moved(MailboxName name) {
            if (!name.equals(from) && !name.isBelow(from)) {
                return Optional.empty();
            }
            String below = name.folder().substring(from.folder().length());
            return Optional.of(new MailboxName(to.owner(), to.folder() + below));
        }

        /** A name of this one is a name of the other one, or above or below one. */
        boolean meets(Renamed other) {
            return near(from, other) || near(to, other);
        }

        private static boolean near(MailboxName name, Renamed other) {
            return near(name, other.from) || near(name, other.to);
        }

        private static boolean near(MailboxName one, MailboxName other) {
            return one.equals(other) || one.isBelow(other) || other.isBelow(one);
        }
    }

    /**
     * Which annotations changed.
     *
     * @param user who changed them; private ones are theirs
     * @param mailbox empty for those of the account
     * @param entries their names
     */
    record Annotated(String user, Optional<MailboxName> mailbox, Set<String> entries) {}

    /** A reader is told what happens to the mailboxes of an owner. */
    void add(String owner, Reader reader) {
        readers.compute(
                owner,
                (o, known) -> {
                    Set<Reader> all = known == null ? ConcurrentHashMap.newKeySet() : known;
                    all.add(reader);
                    return all;
                });
    }

    void remove(String owner, Reader reader) {
        readers.computeIfPresent(
                owner,
                (o, known) -> {
                    known.remove(reader);
                    return known.isEmpty() ? null : known;
                });
    }

    void tell(MailboxName mailbox, Event event) {
        readers.getOrDefault(mailbox.owner(), Set.of()).forEach(r -> r.happened(mailbox, event));
    }

    void tell(Renamed what) {
        readers.getOrDefault(what.from().owner(), Set.of()).forEach(r -> r.renamed(what));
    }

    /** A subscription is its user's, whoever owns the mailbox. */
    void tellSubscribed(String user, MailboxName mailbox) {
        readers.getOrDefault(user, Set.of()).forEach(r -> r.subscribed(user, mailbox));
    }

    void tell(Annotated what) {
        String owner = what.mailbox().map(MailboxName::owner).orElse(what.user());
        readers.getOrDefault(owner, Set.of()).forEach(r -> r.annotated(what));
    }
}
