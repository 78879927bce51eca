// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.RestoredMessage;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.store.index.IndexSnapshot;
import org.tubepost.store.state.DeliveryKey;
import org.tubepost.store.state.FlagGroup;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;
import org.tubepost.store.state.Row;

/** Snapshots, and mailboxes that are put back with the numbers that they had. */
final class Archive implements StoreArchive {
    private static final long LAST_UID = 0xffff_ffffL;

    private final Core core;
    private final Guard guard;
    private final Arrivals arrivals;
    private final Maintenance maintenance;
    private final String storeId;

    Archive(Core core, Guard guard, Arrivals arrivals, Maintenance maintenance, String storeId) {
        this.core = core;
        this.guard = guard;
        this.arrivals = arrivals;
        this.maintenance = maintenance;
        this.storeId = storeId;
    }

    @Override
    public String storeId() {
        return storeId;
    }

    @Override
    public StoreSnapshot snapshot() throws StoreException {
        return guard.call(
                () -> {
                    IndexSnapshot index = maintenance.snapshot();
                    return new Snapshot(index, core, guard, () -> maintenance.close(index));
                });
    }

    @Override
    public void advance(long modSeq) throws StoreException {
        guard.run(() -> core.sequencer().advance(modSeq + 1));
    }

    @Override
    public boolean restoreOwner(String owner, String partition) throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        String place =
                core.partitions().knows(partition) ? partition : core.rules().defaultPartition();
        return guard.call(
                () ->
                        core.sequencer()
                                .commit(
                                        () -> {
                                            Draft draft = core.draft();
                                            if (isThere(draft.owner(id))) {
                                                return Step.none(false);
                                            }
                                            draft.makeOwner(id, place);
                                            return new Step<>(draft.ops(), () -> true);
                                        }));
    }

    @Override
    public void removeOwner(String owner) throws StoreException {
        guard.run(() -> new Folders(core).removeOwner(MailboxName.inbox(owner).owner()));
    }

    /** Somebody of whom only shares of others are known has not been here. */
    private static boolean isThere(OwnerState owner) {
        return owner != null && (!owner.folders().isEmpty() || owner.properties().isEmpty());
    }

    @Override
    public void restoreFolder(MailboxName name, long uidValidity, String specialUse)
            throws StoreException {
        Folders.checkName(name);
        guard.run(() -> core.sequencer().commit(() -> folderStep(name, uidValidity, specialUse)));
    }

    private Step<Boolean> folderStep(MailboxName name, long uidValidity, String specialUse)
            throws StoreException {
        Draft draft = core.draft();
        if (draft.owner(name.owner()) == null) {
            throw noOwner(name.owner());
        }
        Folder there = draft.folder(name);
        if (there != null && (there.isSelectable() || uidValidity == 0)) {
            throw new StoreException(Code.ALREADYEXISTS, "There is a mailbox " + name.folder());
        }
        if (uidValidity != 0) {
            draft.createFolder(name, specialUse, uidValidity);
        } else {
            // It goes at once: nobody sees its UIDVALIDITY.
            draft.createFolder(name, "", 1);
            draft.deleteFolder(name, draft.folder(name), true);
        }
        return new Step<>(draft.ops(), () -> true);
    }

    @Override
    public void restoreAttributes(MailboxName name, StoreSnapshot.Attributes attributes)
            throws StoreException {
        commitInParts(
                draft -> {
                    if (draft.folder(name) == null) {
                        throw new StoreException(
                                Code.NONEXISTENT, "There is no mailbox " + name.folder());
                    }
                    return FolderAttributes.replace(draft, name, attributes);
                });
    }

    /** One of several log records that bring about the same state, each what is still missing. */
    private interface Part {
        /** Says the next part; true if that is the last one. */
        boolean draft(Draft draft) throws StoreException;
    }

    private void commitInParts(Part part) throws StoreException {
        for (boolean all = false; !all; ) {
            all =
                    guard.call(
                            () ->
                                    core.sequencer()
                                            .commit(
                                                    () -> {
                                                        Draft draft = core.draft();
                                                        boolean last = part.draft(draft);
                                                        return new Step<>(draft.ops(), () -> last);
                                                    }));
        }
    }

    @Override
    public void restoreAnnotations(String owner, List<StoreSnapshot.Annotation> annotations)
            throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        commitInParts(
                draft -> {
                    if (draft.owner(id) == null) {
                        throw noOwner(id);
                    }
                    return FolderAttributes.replace(draft, id, annotations);
                });
    }

    private static StoreException noOwner(String id) {
        return new StoreException(Code.NONEXISTENT, "There is no owner " + id);
    }

    @Override
    public boolean restoreUidValidity(MailboxName name, long uidValidity) throws StoreException {
        return guard.call(() -> core.sequencer().commit(() -> validityStep(name, uidValidity)));
    }

    private Step<Boolean> validityStep(MailboxName name, long uidValidity) throws StoreException {
        if (uidValidity < 1 || uidValidity > LAST_UID) {
            throw new StoreException(Code.CANNOT, "No UIDVALIDITY: " + uidValidity);
        }
        if (head(name).uidNext() > 1) {
            return Step.none(false);
        }
        // Another mailbox takes the name, for a mailbox keeps its UIDVALIDITY.
        Draft draft = core.draft();
        Folder there = draft.folder(name);
        Map<Property, String> properties =
                Map.copyOf(draft.owner(name.owner()).propertiesOf(name.folder()));
        draft.deleteFolder(name, there, draft.owner(name.owner()).hasChildren(name.folder()));
        draft.createFolder(name, there.specialUse(), uidValidity);
        properties.forEach((property, value) -> draft.property(name.owner(), property, value));
        return new Step<>(draft.ops(), () -> true);
    }

    @Override
    public List<Long> restoreMessages(MailboxName name, List<RestoredMessage> messages)
            throws StoreException {
        return guard.call(
                () -> {
                    String partition = arrivals.partitionOf(name);
                    List<Partitions.Incoming> incoming = new ArrayList<>();
                    try {
                        for (RestoredMessage message : messages) {
                            FlagRules.check(message.flags());
                            incoming.add(core.partitions().store(partition, message.content()));
                        }
                        List<ContentLocator> contents = new ArrayList<>();
                        for (Partitions.Incoming in : incoming) {
                            contents.add(in.await());
                        }
                        return core.sequencer()
                                .commit(
                                        () -> addStep(name, messages, contents),
                                        () -> core.partitions().drop(contents));
                    } finally {
                        incoming.forEach(Partitions.Incoming::close);
                    }
                });
    }

    private Step<List<Long>> addStep(
            MailboxName name, List<RestoredMessage> messages, List<ContentLocator> contents)
            throws StoreException {
        MailboxState head = head(name);
        long mailbox = head.head().id();
        List<Op> ops = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        List<Long> uids = new ArrayList<>();
        long next = head.uidNext();
        for (int i = 0; i < messages.size(); i++) {
            RestoredMessage message = messages.get(i);
            long uid = message.uid() == 0 ? next : message.uid();
            checkUid(uid, next, name);
            if (uid > next) {
                flush(mailbox, rows, ops);
                ops.add(new Op.SkipUids(mailbox, uid));
            }
            rows.add(
                    new Row(
                            uid,
                            contents.get(i),
                            contents.get(i),
                            message.flags(),
                            message.internalDate().getEpochSecond(),
                            message.saved().getEpochSecond(),
                            message.content().size(),
                            DeliveryKey.NONE));
            uids.add(uid);
            next = uid + 1;
        }
        flush(mailbox, rows, ops);
        return new Step<>(ops, () -> uids);
    }

    private static void flush(long mailbox, List<Row> rows, List<Op> into) {
        if (!rows.isEmpty()) {
            into.add(new Op.Add(mailbox, List.copyOf(rows)));
            rows.clear();
        }
    }

    private static void checkUid(long uid, long next, MailboxName name) throws StoreException {
        if (uid < next) {
            throw new StoreException(
                    Code.CANNOT, "UID " + uid + " was given in " + name + " before");
        }
        if (uid > LAST_UID) {
            throw new StoreException(Code.LIMIT, "The mailbox has no UIDs left");
        }
    }

    @Override
    public void restoreFlags(MailboxName name, Map<Long, Flags> flags) throws StoreException {
        Map<Flags, TreeSet<Long>> byFlags = new LinkedHashMap<>();
        for (Map.Entry<Long, Flags> message : flags.entrySet()) {
            FlagRules.check(message.getValue());
            byFlags.computeIfAbsent(message.getValue(), f -> new TreeSet<>()).add(message.getKey());
        }
        List<FlagGroup> groups = new ArrayList<>(byFlags.size());
        byFlags.forEach((f, uids) -> groups.add(new FlagGroup(f, Draft.toArray(uids))));
        guard.run(() -> core.sequencer().commit(() -> flagStep(name, groups)));
    }

    private Step<Boolean> flagStep(MailboxName name, List<FlagGroup> groups) throws StoreException {
        return new Step<>(List.of(new Op.SetFlags(head(name).head().id(), groups)), () -> true);
    }

    @Override
    public long[] restoreSeen(MailboxName name, long[] among, Map<String, LongPredicate> read)
            throws StoreException {
        OwnerState owner = core.catalogue().owner(name.owner()).visible();
        Folder folder = owner == null ? null : owner.folders().get(name.folder());
        if (folder == null || !folder.isSelectable()) {
            throw new StoreException(Code.NONEXISTENT, "There is no mailbox " + name.folder());
        }
        return guard.call(
                () ->
                        core.pinned(
                                folder.mailbox(),
                                cell -> new RestoredReaders(core, cell, among, read).restore()));
    }

    @Override
    public void restoreUidNext(MailboxName name, long uidNext) throws StoreException {
        guard.run(
                () ->
                        core.sequencer()
                                .commit(
                                        () -> {
                                            MailboxState head = head(name);
                                            if (uidNext <= head.uidNext()) {
                                                return Step.none(false);
                                            }
                                            checkUid(uidNext, 0, name);
                                            Op op = new Op.SkipUids(head.head().id(), uidNext);
                                            return new Step<>(List.of(op), () -> true);
                                        }));
    }

    @Override
    public Map<Long, Long> restored(String owner, String restore) throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        return guard.call(() -> RestoreProgress.of(core.catalogue().owner(id).visible(), restore));
    }

    @Override
    public void noteRestored(String owner, String restore, Map<Long, Long> notes)
            throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        guard.run(
                () ->
                        core.sequencer()
                                .commit(
                                        () -> {
                                            Draft draft = core.draft();
                                            if (draft.owner(id) == null) {
                                                throw noOwner(id);
                                            }
                                            RestoreProgress.note(draft, id, restore, notes);
                                            return new Step<>(draft.ops(), () -> true);
                                        }));
    }

    private MailboxState head(MailboxName name) throws StoreException {
        return core.catalogue().mailbox(core.draft().mailbox(name)).head;
    }
}
