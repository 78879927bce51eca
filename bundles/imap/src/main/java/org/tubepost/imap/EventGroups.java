// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.NotifyArguments.Event;
import org.tubepost.wire.imap.NotifyArguments.Filter;
import org.tubepost.wire.imap.NotifyArguments.Group;

/**
 * What a client has asked NOTIFY for: which events of which mailboxes it wants (RFC 5465 section
 * 3.1). Of a mailbox the first group decides that fits it now. Used by the session's thread but
 * where it says otherwise.
 */
final class EventGroups {
    private final Client client;
    private final List<Group> groups;
    private final String owner;

    /**
     * Of a client.
     *
     * @param owner owner of its own mailboxes
     */
    EventGroups(Client client, List<Group> groups, String owner) {
        this.client = client;
        this.groups = groups;
        this.owner = owner;
    }

    /** Owners of mailboxes that fit one of them now. */
    Set<String> owners() throws StoreException {
        Set<String> owners = new HashSet<>(Set.of(owner));
        for (Group group : groups) {
            for (String name : group.names()) {
                owners.add(client.mailbox(name).owner());
            }
            if (group.filter() == Filter.SUBSCRIBED) {
                client.store().subscriptions(client.identity()).stream()
                        .map(MailboxName::owner)
                        .forEach(owners::add);
            }
        }
        return owners;
    }

    /** What they fit changes with the user's subscriptions. Any thread. */
    boolean followSubscriptions() {
        return groups.stream().anyMatch(g -> g.filter() == Filter.SUBSCRIBED);
    }

    /** The group that decides about a mailbox that is not selected. */
    Optional<Group> of(MailboxName name) throws StoreException {
        return first(name, false);
    }

    private Optional<Group> first(MailboxName name, boolean subscribed) throws StoreException {
        for (Group group : groups) {
            if (subscribed && group.filter() == Filter.SUBSCRIBED || fits(group, name)) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** An event of a mailbox is wanted; it is, or was, subscribed to when just that changes. */
    boolean want(MailboxName name, Event event) throws StoreException {
        return first(name, event == Event.SUBSCRIPTIONCHANGE)
                .filter(g -> g.events().contains(event))
                .isPresent();
    }

    /** Those of the events of a mailbox that are wanted. */
    Set<Event> wanted(MailboxName name, Set<Event> events) throws StoreException {
        Set<Event> wanted = EnumSet.noneOf(Event.class);
        for (Event event : events) {
            if (want(name, event)) {
                wanted.add(event);
            }
        }
        return wanted;
    }

    /** An event of the account is wanted. */
    boolean want(Event event) {
        return groups.stream().anyMatch(g -> g.events().contains(event));
    }

    /** The group of the selected mailbox; empty if what happens there is not wanted. */
    Optional<Group> ofSelected() {
        return groups.stream()
                .filter(g -> g.filter() == Filter.SELECTED || g.filter() == Filter.SELECTED_DELAYED)
                .findFirst()
                .filter(g -> g.events().contains(Event.MESSAGENEW));
    }

    private boolean fits(Group group, MailboxName name) throws StoreException {
        boolean own = name.owner().equals(owner);
        return switch (group.filter()) {
            case SELECTED, SELECTED_DELAYED -> false;
            case INBOXES -> own && name.isInbox();
            case PERSONAL -> own;
            case SUBSCRIBED -> client.store().subscriptions(client.identity()).contains(name);
            case MAILBOXES -> named(group, name, false);
            case SUBTREE -> named(group, name, true);
        };
    }

    private boolean named(Group group, MailboxName name, boolean below) throws StoreException {
        for (String written : group.names()) {
            MailboxName asked = client.mailbox(written);
            if (name.equals(asked) || below && name.isBelow(asked)) {
                return true;
            }
        }
        return false;
    }
}
