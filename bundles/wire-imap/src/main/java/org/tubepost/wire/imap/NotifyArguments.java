// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Arguments of NOTIFY (RFC 5465).
 *
 * @param status the figures of all mailboxes that are watched are wanted at once
 * @param groups what is watched, the first group that fits a mailbox decides; empty for nothing
 */
public record NotifyArguments(boolean status, List<Group> groups) {
    private static final int MOST = 100;

    /** Copies the list. */
    public NotifyArguments {
        groups = List.copyOf(groups);
    }

    /** Which mailboxes. */
    public enum Filter {
        /** The selected one, at once. */
        SELECTED,
        /** The selected one; what is gone is told when numbers may move. */
        SELECTED_DELAYED,
        /** Where mail is delivered. */
        INBOXES,
        /** All of one's own. */
        PERSONAL,
        /** All that one has subscribed to. */
        SUBSCRIBED,
        /** Some, and those below them. */
        SUBTREE,
        /** Some. */
        MAILBOXES
    }

    /** What happens to a mailbox. */
    public enum Event {
        /** A message comes. */
        MESSAGENEW,
        /** A message goes. */
        MESSAGEEXPUNGE,
        /** Flags change. */
        FLAGCHANGE,
        /** It is made, renamed or deleted. */
        MAILBOXNAME,
        /** It is subscribed to, or not any more. */
        SUBSCRIPTIONCHANGE,
        /** Its annotations change. */
        MAILBOXMETADATACHANGE,
        /** The annotations of the account change. */
        SERVERMETADATACHANGE
    }

    /**
     * What is told of some mailboxes.
     *
     * @param filter which
     * @param names of {@link Filter#SUBTREE} and {@link Filter#MAILBOXES}, in Unicode
     * @param events what is told; nothing if empty
     * @param items what is fetched of new messages in the selected mailbox
     */
    public record Group(
            Filter filter, List<String> names, Set<Event> events, List<FetchItem> items) {}

    /** An event is not known: {@code NO [BADEVENT (...)]}. */
    public static final class BadEventException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Reads them, to the end of the command. */
    public static NotifyArguments parse(Tokens tokens)
            throws BadCommandException, BadEventException {
        tokens.space();
        if (tokens.skipWord("NONE")) {
            tokens.end();
            return new NotifyArguments(false, List.of());
        }
        if (!tokens.skipWord("SET")) {
            throw new BadCommandException("Expected SET or NONE");
        }
        boolean status = tokens.skip(" STATUS");
        List<Group> groups = new ArrayList<>();
        do {
            tokens.space();
            groups.add(group(tokens));
        } while (groups.size() < MOST && !tokens.atEnd());
        tokens.end();
        return new NotifyArguments(status, groups);
    }

    private static Group group(Tokens tokens) throws BadCommandException, BadEventException {
        tokens.expect('(');
        Filter filter = filter(tokens.word());
        List<String> names = new ArrayList<>();
        if (filter == Filter.SUBTREE || filter == Filter.MAILBOXES) {
            tokens.space();
            if (tokens.skip('(')) {
                do {
                    names.add(tokens.mailbox());
                } while (names.size() < MOST && tokens.skip(' '));
                tokens.expect(')');
            } else {
                names.add(tokens.mailbox());
            }
        }
        tokens.space();
        Set<Event> events = EnumSet.noneOf(Event.class);
        List<FetchItem> items = new ArrayList<>();
        if (!tokens.skipWord("NONE")) {
            tokens.expect('(');
            do {
                Event event = event(tokens.word());
                events.add(event);
                if (event == Event.MESSAGENEW && tokens.skip(" (")) {
                    items.addAll(FetchArguments.items(tokens));
                }
            } while (tokens.skip(' '));
            tokens.expect(')');
        }
        tokens.expect(')');
        check(filter, events, items);
        return new Group(filter, List.copyOf(names), events, List.copyOf(items));
    }

    private static void check(Filter filter, Set<Event> events, List<FetchItem> items)
            throws BadCommandException {
        boolean comes = events.contains(Event.MESSAGENEW);
        boolean goes = events.contains(Event.MESSAGEEXPUNGE);
        if (comes != goes || events.contains(Event.FLAGCHANGE) && !comes) {
            throw new BadCommandException("MessageNew and MessageExpunge go together");
        }
        boolean selected = filter == Filter.SELECTED || filter == Filter.SELECTED_DELAYED;
        if (!items.isEmpty() && !selected) {
            throw new BadCommandException("Only messages of the selected mailbox are fetched");
        }
    }

    private static Filter filter(String name) throws BadCommandException {
        try {
            return Filter.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw new BadCommandException("Unknown filter " + name);
        }
    }

    private static Event event(String name) throws BadEventException {
        try {
            return Event.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new BadEventException();
        }
    }
}
