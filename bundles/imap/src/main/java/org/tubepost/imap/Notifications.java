// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Bulletins.Annotated;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.FetchItem;
import org.tubepost.wire.imap.NotifyArguments;
import org.tubepost.wire.imap.NotifyArguments.Event;
import org.tubepost.wire.imap.NotifyArguments.Filter;
import org.tubepost.wire.imap.NotifyArguments.Group;

/**
 * What a client wants to be told of mailboxes without asking (RFC 5465). What happens is remembered
 * by any thread and told by the session's own.
 */
final class Notifications implements AutoCloseable, Bulletins.Reader {
    private static final Set<Event> OF_MESSAGES =
            EnumSet.of(Event.MESSAGENEW, Event.MESSAGEEXPUNGE, Event.FLAGCHANGE);

    private final Client client;
    private final FolderCommands folders;
    private final List<Group> groups;
    private final String owner;
    private final Set<String> owners = new HashSet<>();
    private final Map<MailboxName, Set<Event>> pending = new LinkedHashMap<>();
    private final Map<Optional<MailboxName>, Set<String>> annotated = new LinkedHashMap<>();

    Notifications(Client client, FolderCommands folders, NotifyArguments asked)
            throws StoreException {
        this.client = client;
        this.folders = folders;
        this.groups = asked.groups();
        this.owner = client.mailbox(MailboxName.INBOX).owner();
        owners.add(owner);
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
        owners.forEach(o -> client.rooms().bulletins().add(o, this));
        client.selected().ifPresent(Selected::newFrom);
    }

    @Override
    public void happened(MailboxName mailbox, Event event) {
        synchronized (pending) {
            pending.computeIfAbsent(mailbox, m -> EnumSet.noneOf(Event.class)).add(event);
        }
        client.wake().run();
    }

    @Override
    public void annotated(Annotated what) {
        Set<String> entries = new TreeSet<>(what.entries());
        if (!what.user().equals(owner)) {
            entries.removeIf(e -> e.startsWith("/private/"));
        }
        if (entries.isEmpty()) {
            return;
        }
        synchronized (pending) {
            annotated.computeIfAbsent(what.mailbox(), m -> new TreeSet<>()).addAll(entries);
        }
        client.wake().run();
    }

    /** Something has happened that was not told yet. */
    boolean hasNews() {
        synchronized (pending) {
            return !pending.isEmpty() || !annotated.isEmpty();
        }
    }

    /** Tells what happened to mailboxes that are not selected. */
    void tellOthers() throws IOException {
        Map<MailboxName, Set<Event>> news;
        Map<Optional<MailboxName>, Set<String>> entries;
        synchronized (pending) {
            news = new LinkedHashMap<>(pending);
            pending.clear();
            entries = new LinkedHashMap<>(annotated);
            annotated.clear();
        }
        for (Map.Entry<MailboxName, Set<Event>> entry : news.entrySet()) {
            Optional<Group> group = group(entry.getKey());
            if (group.isPresent()) {
                Set<Event> wanted = EnumSet.copyOf(entry.getValue());
                wanted.retainAll(group.get().events());
                tell(entry.getKey(), wanted, group.get().events());
            }
        }
        for (Map.Entry<Optional<MailboxName>, Set<String>> entry : entries.entrySet()) {
            tellAnnotated(entry.getKey(), entry.getValue());
        }
    }

    /** Names alone (RFC 5464 section 4.4.2); whoever wants the values asks for them. */
    private void tellAnnotated(Optional<MailboxName> mailbox, Set<String> entries)
            throws StoreException {
        boolean wanted;
        if (mailbox.isPresent()) {
            wanted =
                    group(mailbox.get())
                                    .filter(g -> g.events().contains(Event.MAILBOXMETADATACHANGE))
                                    .isPresent()
                            && mayBeTold(mailbox.get());
        } else {
            wanted = groups.stream().anyMatch(g -> g.events().contains(Event.SERVERMETADATACHANGE));
        }
        if (wanted) {
            String name = mailbox.map(m -> client.written(m)).orElse("\"\"");
            client.out().line("* METADATA " + name + " " + String.join(" ", entries));
        }
    }

    private void tell(MailboxName name, Set<Event> events, Set<Event> wanted) throws IOException {
        if (!mayBeTold(name)) {
            return;
        }
        if (events.contains(Event.MAILBOXNAME) || events.contains(Event.SUBSCRIPTIONCHANGE)) {
            tellName(name);
        }
        boolean selected =
                client.selected().isPresent() && client.selected().get().name().equals(name);
        if (!selected && events.stream().anyMatch(OF_MESSAGES::contains)) {
            tellFigures(name, wanted);
        }
    }

    /** Nobody hears of mailboxes of others that they cannot see, nor that one has gone. */
    private boolean mayBeTold(MailboxName name) throws StoreException {
        if (name.owner().equals(owner)) {
            return true;
        }
        try {
            return client.store().rights().of(client.identity(), name).has('l');
        } catch (StoreException hidden) {
            return false;
        }
    }

    private void tellName(MailboxName name) throws IOException {
        boolean exists;
        try {
            exists = !client.store().rights().of(client.identity(), name).isEmpty();
        } catch (StoreException gone) {
            exists = false;
        }
        boolean subscribed = client.store().subscriptions(client.identity()).contains(name);
        List<String> attributes = new ArrayList<>();
        if (!exists) {
            attributes.add("\\NonExistent");
        }
        if (subscribed) {
            attributes.add("\\Subscribed");
        }
        client.out()
                .line(
                        "* LIST ("
                                + String.join(" ", attributes)
                                + ") \"/\" "
                                + client.written(name));
    }

    /** A mailbox that is gone, or not to be seen, has no figures. */
    private void tellFigures(MailboxName name, Set<Event> wanted) throws IOException {
        List<String> items = new ArrayList<>(List.of("MESSAGES", "UIDNEXT", "UIDVALIDITY"));
        if (wanted.contains(Event.FLAGCHANGE)) {
            items.add("UNSEEN");
        }
        if (client.features().has(Feature.CONDSTORE)) {
            items.add("HIGHESTMODSEQ");
        }
        try {
            client.out().line(folders.statusLine(name, items));
        } catch (BadCommandException ourOwn) {
            throw new IllegalStateException(ourOwn);
        } catch (StoreException gone) {
            if (gone.code() != StoreException.Code.NONEXISTENT
                    && gone.code() != StoreException.Code.NOPERM) {
                throw gone;
            }
        }
    }

    /** Tells the figures of all mailboxes that are watched, except the selected one. */
    void tellAll() throws IOException {
        List<MailboxInfo> all =
                new ArrayList<>(client.store().list(client.identity(), client.identity().id()));
        all.addAll(client.store().rights().shared(client.identity()));
        for (MailboxInfo info : all) {
            Optional<Group> group = group(info.name());
            if (info.selectable() && group.isPresent()) {
                tell(info.name(), group.get().events(), OF_MESSAGES);
            }
        }
    }

    private Optional<Group> group(MailboxName name) throws StoreException {
        for (Group group : groups) {
            if (fits(group, name)) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
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

    /** Tells what happened in the selected mailbox, if that is wanted at once. */
    void tellSelected() throws IOException {
        Optional<Group> group = groupOfSelected();
        if (group.isPresent() && client.selected().isPresent()) {
            client.selected().get().teller().tell(group.get().filter() == Filter.SELECTED);
            fetchNew();
        }
    }

    /** Tells what is wanted of messages that the client has just been told are there. */
    void fetchNew() throws IOException {
        Optional<Group> group = groupOfSelected();
        if (group.isPresent() && client.selected().isPresent()) {
            Selected selected = client.selected().get();
            long from = selected.newFrom();
            if (!group.get().items().isEmpty() && from < selected.known().uidNext()) {
                fetch(selected, from, group.get().items());
            }
        }
    }

    private Optional<Group> groupOfSelected() {
        return groups.stream()
                .filter(g -> g.filter() == Filter.SELECTED || g.filter() == Filter.SELECTED_DELAYED)
                .findFirst()
                .filter(g -> g.events().contains(Event.MESSAGENEW));
    }

    private void fetch(Selected selected, long firstUid, List<FetchItem> items) throws IOException {
        FetchWriter writer = new FetchWriter(client, items);
        MailboxView known = selected.known();
        int at = known.indexOf(firstUid);
        for (int i = at < 0 ? -at - 1 : at; i < known.size(); i++) {
            if (client.out().pending() > client.settings().maxPendingOctets()) {
                selected.newFrom(known.get(i).uid());
                client.wake().run();
                return;
            }
            writer.tell(i);
        }
    }

    @Override
    public void close() {
        owners.forEach(o -> client.rooms().bulletins().remove(o, this));
    }
}
