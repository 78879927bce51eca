// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
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

    /** Renames that wait; comparing more of them would take too long. */
    private static final int MOST_COMPARED = 500;

    private final Map<MailboxName, Set<Event>> events = new LinkedHashMap<>();

    /** By the new name, in the order in which they are told. */
    private final Map<MailboxName, Renamed> renamed = new LinkedHashMap<>();

    /** Names that mailboxes have which the client will not know under them before all is told. */
    private final Set<MailboxName> strange = new HashSet<>();

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
        if (event == Event.MAILBOXNAME) {
            strange.remove(mailbox);
            // What was renamed to this has gone: what is there now, if anything, is another one.
            Renamed gone = renamed.remove(mailbox);
            if (gone != null) {
                note(gone.from(), event);
            }
        }
        note(mailbox, event);
    }

    private void note(MailboxName mailbox, Event event) {
        events.computeIfAbsent(mailbox, m -> EnumSet.noneOf(Event.class)).add(event);
    }

    /**
     * A mailbox that had another name before, untold, is told once, with the name that was told
     * last. Where others have come to those names, or left them, meanwhile, no order may be right;
     * then its names are told each by itself, when all others have been.
     */
    synchronized void renamed(Renamed what) {
        carry(what.from(), what.to());
        Renamed before = renamed.remove(what.from());
        if (before == null) {
            if (strange.remove(what.from())) {
                strange.add(what.to());
                tellPlainly(what);
            } else {
                renamed.put(what.to(), what);
            }
            return;
        }
        Renamed both = new Renamed(before.from(), what.to(), what.modSeq());
        if (isCrossed(before, what, both)) {
            strange.add(what.to());
            tellPlainly(before);
            tellPlainly(what);
        } else if (!both.from().equals(both.to())) {
            renamed.put(both.to(), both);
        }
    }

    /** There are others that the order matters to, or so many that nobody looks. */
    private boolean isCrossed(Renamed before, Renamed what, Renamed both) {
        return renamed.size() > MOST_COMPARED
                || renamed.values().stream()
                        .filter(other -> !before.brings(other) && !other.brings(both))
                        .anyMatch(other -> other.meets(before) || other.meets(what));
    }

    /** Messages and annotations go with their mailbox; a subscription is to a name, and stays. */
    private void carry(MailboxName from, MailboxName to) {
        Set<Event> left = events.getOrDefault(from, Set.of());
        for (Event event : List.copyOf(left)) {
            if (OF_MESSAGES.contains(event)) {
                left.remove(event);
                note(to, event);
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

    /**
     * With a mailbox the client moves all that it knows below: also what went from there, without
     * what came. Such names are told under the new name of what is above them, too.
     */
    private void followNames() {
        List<Renamed> moves = new ArrayList<>();
        for (Renamed move : renamed.values()) {
            if (moves.isEmpty() || !moves.get(moves.size() - 1).brings(move)) {
                moves.add(move);
            }
        }
        if (moves.size() > MOST_COMPARED) {
            renamed.values().forEach(this::tellPlainly);
            renamed.clear();
            return;
        }
        for (Renamed move : moves) {
            events.entrySet().stream()
                    .filter(e -> e.getValue().contains(Event.MAILBOXNAME))
                    .flatMap(e -> move.moved(e.getKey()).stream())
                    .toList()
                    .forEach(name -> note(name, Event.MAILBOXNAME));
        }
    }

    /** The names alone, without a word that they are of one mailbox. */
    private void tellPlainly(Renamed what) {
        note(what.from(), Event.MAILBOXNAME);
        note(what.to(), Event.MAILBOXNAME);
    }

    /** Gives all of it and forgets it. */
    synchronized Taken take() {
        followNames();
        Taken taken =
                new Taken(
                        new ArrayList<>(renamed.values()),
                        new LinkedHashMap<>(events),
                        new LinkedHashMap<>(annotated));
        renamed.clear();
        strange.clear();
        events.clear();
        annotated.clear();
        return taken;
    }
}
