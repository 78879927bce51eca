// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;
import org.tubepost.store.state.Readers;
import org.tubepost.store.state.Row;
import org.tubepost.store.state.UidRanges;
import org.tubepost.store.state.UsageState;

/**
 * A log record in the making: collects steps and already sees owners, folders and UIDs as they will
 * be when the record is applied. Lives and dies under the sequencer's lock.
 */
final class Draft {
    static final int FOLDERS_AT_MOST = 10_000;
    private static final long LAST_UID = 0xffff_ffffL;

    private final Catalogue catalogue;
    private final StoreRules rules;
    private final long now;
    private final Map<String, OwnerState> owners = new HashMap<>();
    private final Map<Long, MailboxName> created = new HashMap<>();
    private final Map<Long, List<Row>> rows = new LinkedHashMap<>();
    private final List<Op> naming = new ArrayList<>();
    private final List<Op> marks = new ArrayList<>();
    private final List<Op> kept = new ArrayList<>();
    private final List<Op> expunges = new ArrayList<>();
    private long nextMailbox;
    private long lastUidValidity;

    Draft(Catalogue catalogue, StoreRules rules, Clock clock) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.now = clock.instant().getEpochSecond();
        this.nextMailbox = catalogue.nextMailbox();
        this.lastUidValidity = catalogue.lastUidValidity();
    }

    /**
     * The steps: names first, then messages that come and who has read them, then those that go.
     */
    List<Op> ops() {
        List<Op> all = new ArrayList<>(naming);
        rows.forEach((mailbox, r) -> all.add(new Op.Add(mailbox, r)));
        all.addAll(marks);
        all.addAll(kept);
        all.addAll(expunges);
        return all;
    }

    /** Seconds since 1970. */
    long now() {
        return now;
    }

    /** An owner as it will be; null if it does not exist. */
    OwnerState owner(String id) {
        return owners.containsKey(id) ? owners.get(id) : catalogue.owner(id).head;
    }

    /**
     * An owner, which is made with its INBOX and special folders if it does not exist. The owner of
     * public folders is nobody who would need special ones.
     */
    OwnerState ownerMade(String id, String partition) throws StoreException {
        if (owner(id) == null || owner(id).folders().isEmpty()) {
            makeOwner(id, partition);
            createFolder(MailboxName.inbox(id), "");
            subscribe(id, MailboxName.inbox(id), true);
            Map<String, String> specials =
                    rules.sharing().isPublic(id) ? Map.of() : rules.specialFolders();
            for (Map.Entry<String, String> special : specials.entrySet()) {
                MailboxName name = new MailboxName(id, special.getKey());
                createFolder(name, special.getValue());
                subscribe(id, name, true);
            }
        } else if (!owner(id).folders().containsKey(MailboxName.INBOX)) {
            createFolder(MailboxName.inbox(id), "");
        }
        return owner(id);
    }

    /**
     * An owner without any folder, which is made. What others have shared with somebody who has not
     * been here is not forgotten.
     */
    void makeOwner(String id, String partition) {
        NavigableMap<Property, String> shared =
                owner(id) == null ? new TreeMap<>() : owner(id).propertiesOf("");
        String place = partition.isEmpty() ? rules.defaultPartition() : partition;
        naming.add(new Op.CreateOwner(id, place));
        owners.put(id, OwnerState.created(id, place, 0));
        shared.forEach((p, value) -> property(id, p, value));
    }

    /** A folder as it will be; null if it does not exist. */
    Folder folder(MailboxName name) {
        OwnerState owner = owner(name.owner());
        return owner == null ? null : owner.folders().get(name.folder());
    }

    /** Mailbox number of a folder that holds messages. */
    long mailbox(MailboxName name) throws StoreException {
        Folder folder = folder(name);
        if (folder == null || !folder.isSelectable()) {
            throw new StoreException(
                    StoreException.Code.NONEXISTENT, "There is no mailbox " + name.folder());
        }
        return folder.mailbox();
    }

    long createFolder(MailboxName name, String specialUse) throws StoreException {
        long mailbox = createFolder(name, specialUse, Math.max(now, lastUidValidity + 1));
        inheritRights(name);
        return mailbox;
    }

    /** Makes a folder whose UIDVALIDITY is known: it was there before, and inherits no rights. */
    long createFolder(MailboxName name, String specialUse, long uidValidity) throws StoreException {
        OwnerState owner = owner(name.owner());
        if (owner.folders().size() >= FOLDERS_AT_MOST) {
            throw new StoreException(StoreException.Code.LIMIT, "Too many folders");
        }
        long mailbox = nextMailbox++;
        lastUidValidity = Math.max(uidValidity, lastUidValidity);
        naming.add(new Op.CreateFolder(name, mailbox, uidValidity, specialUse));
        created.put(mailbox, name);
        owners.put(
                name.owner(), owner.withFolder(name.folder(), new Folder(mailbox, specialUse), 0));
        return mailbox;
    }

    private void inheritRights(MailboxName name) {
        OwnerState owner = owner(name.owner());
        Optional<String> parent = Sharing.parent(owner, name.folder());
        if (parent.isEmpty()) {
            return;
        }
        owner.propertiesOf(parent.get())
                .forEach(
                        (p, value) -> {
                            if (p.kind() == Property.Kind.RIGHTS) {
                                Property own = new Property(name.folder(), p.kind(), p.name());
                                property(name.owner(), own, value);
                            }
                        });
        grantAgain(owner, parent.get(), name);
    }

    /** Sets what is remembered of an owner or a folder; an empty value forgets it. */
    void property(String owner, Property property, String value) {
        naming.add(new Op.SetProperty(owner, property, value));
        owners.put(owner, owner(owner).withProperty(property, value, 0));
    }

    /** A user, a group or everybody keeps a note of a folder that is shared with them. */
    void grant(String user, MailboxName name) {
        if (owner(user) == null) {
            naming.add(new Op.CreateOwner(user, rules.defaultPartition()));
            owners.put(user, OwnerState.created(user, rules.defaultPartition(), 0));
        }
        property(user, Sharing.note(name), "l");
    }

    /** Whoever has a note of one folder gets one of another. */
    private void grantAgain(OwnerState owner, String folder, MailboxName other) {
        Sharing.identifiers(owner, folder).stream()
                .filter(identifier -> !identifier.negative())
                .forEach(identifier -> grant(identifier.name(), other));
    }

    /** Makes missing parents of a folder. */
    void createParents(MailboxName name) throws StoreException {
        String folder = name.folder();
        for (int at = folder.indexOf(MailboxName.SEPARATOR);
                at > 0;
                at = folder.indexOf(MailboxName.SEPARATOR, at + 1)) {
            MailboxName parent = new MailboxName(name.owner(), folder.substring(0, at));
            if (folder(parent) == null) {
                createFolder(parent, "");
            }
        }
    }

    void deleteFolder(MailboxName name, Folder folder, boolean keepName) {
        naming.add(new Op.DeleteFolder(name, folder.mailbox(), keepName));
        OwnerState owner = owner(name.owner());
        owners.put(
                name.owner(),
                keepName
                        ? owner.withoutFolder(name.folder(), 0)
                                .withFolder(name.folder(), new Folder(0, ""), 0)
                        : owner.withoutFolder(name.folder(), 0));
    }

    void deleteOwner(String id) {
        naming.add(new Op.DeleteOwner(id));
        owners.put(id, null);
    }

    void renameFolder(MailboxName from, MailboxName to, Folder folder) {
        naming.add(new Op.RenameFolder(from, to, folder.mailbox()));
        OwnerState before = owner(from.owner());
        owners.put(from.owner(), before.renamed(from.folder(), to.folder(), folder, 0));
        grantAgain(before, from.folder(), to);
    }

    void subscribe(String user, MailboxName name, boolean on) {
        naming.add(new Op.Subscribe(user, name, on));
        owners.put(user, owner(user).subscribed(name, on, 0));
    }

    /** The UID that the next message of a mailbox gets. */
    long nextUid(long mailbox) throws StoreException {
        List<Row> coming = rows.get(mailbox);
        MailboxState head = created.containsKey(mailbox) ? null : catalogue.mailbox(mailbox).head;
        long uid =
                coming != null
                        ? coming.get(coming.size() - 1).uid() + 1
                        : head == null ? 1 : head.uidNext();
        if (uid > LAST_UID) {
            throw new StoreException(StoreException.Code.LIMIT, "The mailbox has no UIDs left");
        }
        return uid;
    }

    void add(long mailbox, Row row) {
        rows.computeIfAbsent(mailbox, m -> new ArrayList<>()).add(row);
    }

    /** Rows that come into a mailbox. */
    List<Row> rows(long mailbox) {
        return rows.getOrDefault(mailbox, List.of());
    }

    /** A user who is not the owner has read some of the rows that come into a mailbox. */
    void markSeen(long mailbox, String user, List<Long> uids) {
        if (!uids.isEmpty()) {
            Readers readers = Readers.of(user, UidRanges.of(toArray(uids)));
            marks.add(new Op.MarkSeen(mailbox, readers, true));
        }
    }

    /**
     * Messages come into another mailbox of their owner: whoever has read them has read the copies.
     *
     * @param sources UIDs of the messages, ascending
     * @param targets UIDs of the copies in the same order, given one after the other
     */
    void carryReaders(MailboxState from, List<Long> sources, long mailbox, List<Long> targets) {
        if (from.readers() == Readers.NONE) {
            return;
        }
        Readers readers = from.readers().carried(toArray(sources), toArray(targets));
        if (readers != Readers.NONE) {
            marks.add(new Op.MarkSeen(mailbox, readers, true));
        }
    }

    static long[] toArray(Collection<Long> uids) {
        return uids.stream().mapToLong(Long::longValue).toArray();
    }

    /** Messages go because somebody wants it: they are kept for a time if the rules say so. */
    void discard(MailboxState from, long[] uids) {
        long mailbox = from.head().id();
        if (!rules.keepExpunged().isZero() && !from.isBin()) {
            keep(mailbox, from, uids);
        }
        expunge(mailbox, uids);
    }

    private void keep(long mailbox, MailboxState from, long[] uids) {
        long bin = MailboxState.binOf(mailbox);
        MailboxState head = catalogue.mailbox(bin).head;
        // UIDs of a bin that was emptied do not come again while somebody works through its list.
        long uid = head == null ? Math.max(1, now) : head.uidNext();
        if (head == null) {
            kept.add(new Op.CreateBin(mailbox, from.name()));
            kept.add(new Op.SkipUids(bin, uid));
        }
        List<Row> gone = new ArrayList<>(uids.length);
        for (long each : uids) {
            int index = from.indexOf(each);
            if (index >= 0) {
                gone.add(from.messages().row(index, uid++, now));
            }
        }
        kept.add(new Op.Add(bin, gone));
    }

    /** Messages go, and what becomes of them is said elsewhere. */
    void expunge(long mailbox, long[] uids) {
        expunges.add(new Op.Expunge(mailbox, uids));
    }

    /** What an owner will keep. */
    UsageState after(String owner, UsageState before) {
        Usages counting = catalogue.usages();
        UsageState after = before;
        for (Map.Entry<Long, List<Row>> coming : rows.entrySet()) {
            long mailbox = coming.getKey();
            MailboxName made = created.get(mailbox);
            MailboxName name = made == null ? catalogue.mailbox(mailbox).head.name() : made;
            if (name.owner().equals(owner)) {
                after = counting.plus(after, mailbox, coming.getValue(), 1, 0);
            }
        }
        for (Op op : expunges) {
            Op.Expunge gone = (Op.Expunge) op;
            MailboxState from = catalogue.mailbox(gone.mailbox()).head;
            if (from != null && !from.isBin() && from.name().owner().equals(owner)) {
                after = counting.plus(after, gone.mailbox(), from.rows(gone.uids()), -1, 0);
            }
        }
        return after;
    }

    /** UIDVALIDITY of a mailbox, one that is made by this record included. */
    long uidValidity(long mailbox) {
        for (Op op : naming) {
            if (op instanceof Op.CreateFolder create && create.mailbox() == mailbox) {
                return create.uidValidity();
            }
        }
        return catalogue.mailbox(mailbox).head.head().uidValidity();
    }
}
