// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.store.MailboxName;
import org.tubepost.imap.Bulletins.Renamed;
import org.tubepost.wire.imap.NotifyArguments.Event;

/**
 * What happened to mailboxes and was not told yet, once for each mailbox however often it happened.
 * Thread-safe.
 */
final class News {
    /** Events of the messages in a mailbox. */
    static final Set<Event> OF_MESSAGES =
            Set.of(Event.MESSAGENEW, Event.MESSAGEEXPUNGE, Event.FLAGCHANGE);

    private final Map<MailboxName, Set<Event>> events = new LinkedHashMap<>();
    private final Map<MailboxName, Renamed> renamed = new LinkedHashMap<>();
    private final Map<Optional<MailboxName>, Set<String>> annotated = new LinkedHashMap<>();

    /**
     * All of it at a moment.
     *
     * @param renamed mailboxes that have another name, in their order
     * @param events what else happened, by mailbox
     * @param annotated names of annotations, by mailbox; those of the account by none
     */
    record Taken(
            List<Renamed> renamed,
            Map<MailboxName, Set<Event>> events,
            Map<Optional<MailboxName>, Set<String>> annotated) {}

    synchronized void happened(MailboxName mailbox, Event event) {
        events.computeIfAbsent(mailbox, m -> EnumSet.noneOf(Event.class)).add(event);
    }

    /** A mailbox that had another name before, untold, has that one's place. */
    synchronized void renamed(Renamed what) {
        carry(what.from(), what.to());
        Renamed before = renamed.remove(what.from());
        MailboxName first = before == null ? what.from() : before.from();
        if (first.equals(what.to())) {
            return;
        }
        Renamed gone = renamed.put(what.to(), new Renamed(first, what.to(), what.modSeq()));
        if (gone != null) {
            happened(gone.from(), Event.MAILBOXNAME);
        }
    }

    /** Messages and annotations go with their mailbox; a subscription is to a name, and stays. */
    private void carry(MailboxName from, MailboxName to) {
        Set<Event> left = events.getOrDefault(from, Set.of());
        for (Event event : List.copyOf(left)) {
            if (OF_MESSAGES.contains(event)) {
                left.remove(event);
                happened(to, event);
            } else if (event == Event.MAILBOXNAME) {
                // Whoever does not know that it was made knows no old name.
                happened(to, event);
            }
        }
        if (left.isEmpty()) {
            events.remove(from);
        }
        Set<String> entries = annotated.remove(Optional.of(from));
        if (entries != null) {
            annotated(Optional.of(to), entries);
        }
    }

    synchronized void annotated(Optional<MailboxName> mailbox, Set<String> entries) {
        annotated.computeIfAbsent(mailbox, m -> new TreeSet<>()).addAll(entries);
    }

    synchronized boolean isEmpty() {
        return events.isEmpty() && renamed.isEmpty() && annotated.isEmpty();
    }

    /** Gives all of it and forgets it. */
    synchronized Taken take() {
        Taken taken =
                new Taken(
                        new ArrayList<>(renamed.values()),
                        new LinkedHashMap<>(events),
                        new LinkedHashMap<>(annotated));
        renamed.clear();
        events.clear();
        annotated.clear();
        return taken;
    }
}
