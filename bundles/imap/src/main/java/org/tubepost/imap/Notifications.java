// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Bulletins.Annotated;
import org.tubepost.imap.Bulletins.Renamed;
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
    private final Client client;
    private final FolderCommands folders;
    private final String owner;
    private final EventGroups groups;
    private final Set<String> owners = new HashSet<>();
    private boolean closed;
    private final MessageStore store;
    private final Identity identity;
    private final News news = new News();

    /** Mailboxes of one change of names whose new names were told. */
    private final List<Renamed> told = new ArrayList<>();

    Notifications(Client client, FolderCommands folders, NotifyArguments asked)
            throws StoreException {
        this.client = client;
        this.folders = folders;
        this.store = client.store();
        this.identity = client.identity();
        this.owner = client.mailbox(MailboxName.INBOX).owner();
        this.groups = new EventGroups(client, asked.groups(), owner);
        // A subscription that comes while the others are looked up is then told here.
        watch(owner);
        try {
            groups.owners().forEach(this::watch);
        } catch (StoreException | RuntimeException failed) {
            close();
            throw failed;
        }
        client.selected().ifPresent(Selected::newFrom);
    }

    @Override
    public void happened(MailboxName mailbox, Event event) {
        news.happened(mailbox, event);
        client.wake().run();
    }

    @Override
    public void renamed(Renamed what) {
        // Rights move with a mailbox, and may change before this is told: whoever does not see it
        // now never saw the old name, and does not learn it.
        if (mayBeTold(what.to())) {
            news.renamed(what);
        } else {
            news.happened(what.to(), Event.MAILBOXNAME);
        }
        client.wake().run();
    }

    @Override
    public void subscribed(String user, MailboxName mailbox) {
        if (!user.equals(owner)) {
            return;
        }
        if (groups.followSubscriptions()) {
            watch(mailbox.owner());
        }
        happened(mailbox, Event.SUBSCRIPTIONCHANGE);
    }

    /** From now on whatever happens to the mailboxes of an owner comes here. */
    private void watch(String of) {
        synchronized (owners) {
            if (!closed && owners.add(of)) {
                client.rooms().bulletins().add(of, this);
            }
        }
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
        news.annotated(what.mailbox(), entries);
        client.wake().run();
    }

    /** Something has happened that was not told yet. */
    boolean hasNews() {
        return !news.isEmpty();
    }

    /** Tells what happened to mailboxes that are not selected. */
    void tellOthers() throws IOException {
        News.Taken taken = news.take();
        for (Renamed renamed : taken.renamed()) {
            tellRenamed(renamed);
        }
        for (Map.Entry<MailboxName, Set<Event>> entry : taken.events().entrySet()) {
            MailboxName name = entry.getKey();
            Set<Event> wanted = groups.wanted(name, entry.getValue());
            tell(name, wanted, groups.want(name, Event.FLAGCHANGE));
        }
        for (Map.Entry<Optional<MailboxName>, Set<String>> entry : taken.annotated().entrySet()) {
            tellAnnotated(entry.getKey(), entry.getValue());
        }
    }

    /**
     * The new name with the old one, whichever of them is watched; without a word of the mailboxes
     * below it, which have new names too (RFC 5465 section 5.4). Where the mailbox is not to be
     * seen any more, the old name has gone.
     */
    private void tellRenamed(Renamed renamed) throws IOException {
        told.removeIf(t -> t.modSeq() != renamed.modSeq());
        if (told.stream().anyMatch(t -> t.brings(renamed))) {
            return;
        }
        boolean wantsOld = groups.want(renamed.from(), Event.MAILBOXNAME);
        if (!sees(renamed.to())) {
            if (wantsOld) {
                tellName(renamed.from(), "");
            }
        } else if (wantsOld || groups.want(renamed.to(), Event.MAILBOXNAME)) {
            told.add(renamed);
            tellName(renamed.to(), " (\"OLDNAME\" (" + client.written(renamed.from()) + "))");
        }
    }

    /** Names alone (RFC 5464 section 4.4.2); whoever wants the values asks for them. */
    private void tellAnnotated(Optional<MailboxName> mailbox, Set<String> entries)
            throws StoreException {
        boolean wanted;
        if (mailbox.isPresent()) {
            wanted =
                    groups.want(mailbox.get(), Event.MAILBOXMETADATACHANGE)
                            && mayBeTold(mailbox.get());
        } else {
            wanted = groups.want(Event.SERVERMETADATACHANGE);
        }
        if (wanted) {
            String name = mailbox.map(m -> client.written(m)).orElse("\"\"");
            client.out().line("* METADATA " + name + " " + String.join(" ", entries));
        }
    }

    /** What happened to a mailbox; with flags, of its figures also those that depend on flags. */
    private void tell(MailboxName name, Set<Event> events, boolean flags) throws IOException {
        if (!mayBeTold(name)) {
            return;
        }
        if (events.contains(Event.MAILBOXNAME) || events.contains(Event.SUBSCRIPTIONCHANGE)) {
            tellName(name, "");
        }
        boolean selected =
                client.selected().isPresent() && client.selected().get().name().equals(name);
        if (!selected && events.stream().anyMatch(News.OF_MESSAGES::contains)) {
            tellFigures(name, flags);
        }
    }

    /** Nobody hears of mailboxes of others that they cannot see, nor that one has gone. */
    private boolean mayBeTold(MailboxName name) {
        return name.owner().equals(owner) || sees(name);
    }

    private boolean sees(MailboxName name) {
        try {
            return store.rights().of(identity, name).has('l');
        } catch (StoreException hidden) {
            return false;
        }
    }

    private void tellName(MailboxName name, String more) throws IOException {
        boolean subscribed = store.subscriptions(identity).contains(name);
        List<String> attributes = new ArrayList<>();
        if (!sees(name)) {
            attributes.add("\\NonExistent");
        }
        if (subscribed) {
            attributes.add("\\Subscribed");
        }
        String list = "* LIST (" + String.join(" ", attributes) + ") \"/\" ";
        client.out().line(list + client.written(name) + more);
    }

    /** A mailbox that is gone, or not to be seen, has no figures. */
    private void tellFigures(MailboxName name, boolean flags) throws IOException {
        List<String> items = new ArrayList<>(List.of("MESSAGES", "UIDNEXT", "UIDVALIDITY"));
        if (flags) {
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
            if (!Refusals.isHidden(gone)) {
                throw gone;
            }
        }
    }

    /** Tells the figures of all mailboxes that are watched, except the selected one. */
    void tellAll() throws IOException {
        List<MailboxInfo> all = new ArrayList<>(store.list(identity, identity.id()));
        all.addAll(store.rights().shared(identity));
        for (MailboxInfo info : all) {
            Optional<Group> group = groups.of(info.name());
            if (info.selectable() && group.isPresent()) {
                tell(info.name(), group.get().events(), true);
            }
        }
    }

    /** Tells what happened in the selected mailbox, if that is wanted at once. */
    void tellSelected() throws IOException {
        Optional<Group> group = groups.ofSelected();
        if (group.isPresent() && client.selected().isPresent()) {
            client.selected().get().teller().tell(group.get().filter() == Filter.SELECTED);
            fetchNew();
        }
    }

    /** A command's answer has kept back what is to be told of the selected mailbox at once. */
    boolean owesSelected() {
        return groups.ofSelected().filter(g -> g.filter() == Filter.SELECTED).isPresent()
                && client.selected().filter(s -> !s.teller().isUpToDate()).isPresent();
    }

    /** Tells what is wanted of messages that the client has just been told are there. */
    void fetchNew() throws IOException {
        Optional<Group> group = groups.ofSelected();
        if (group.isPresent() && client.selected().isPresent()) {
            Selected selected = client.selected().get();
            long from = selected.newFrom();
            if (!group.get().items().isEmpty() && from < selected.known().uidNext()) {
                fetch(selected, from, group.get().items());
            }
        }
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
        synchronized (owners) {
            closed = true;
            owners.forEach(o -> client.rooms().bulletins().remove(o, this));
        }
    }
}
