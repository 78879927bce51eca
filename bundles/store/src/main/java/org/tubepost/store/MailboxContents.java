// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.ContentDamage;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.Partition;
import org.tubepost.api.store.RepairRequest;
import org.tubepost.api.store.StoreDamage;
import org.tubepost.api.store.StoreDamage.Kind;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.IndexDamagedException;
import org.tubepost.store.state.FlagGroup;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;

/**
 * Compares the contents of messages with their checksums and with what the mailbox says of them.
 */
final class MailboxContents {
    private static final int REMEMBERED = 50_000;
    private static final int AT_ONCE = 500;

    private final Core core;
    private final RepairRequest request;
    private final Reconstruction.Tally tally;

    /** What contents that several messages may share were found to be. */
    private final Map<ContentLocator, Optional<StoreDamage>> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<ContentLocator, Optional<StoreDamage>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    MailboxContents(Core core, RepairRequest request, Reconstruction.Tally tally) {
        this.core = core;
        this.request = request;
        this.tally = tally;
    }

    void check(OwnerState owner) throws StoreException {
        if (request.folder().isPresent() && !owner.folders().containsKey(request.folder().get())) {
            throw new StoreException(
                    StoreException.Code.NONEXISTENT,
                    owner.owner() + " has no folder " + request.folder().get());
        }
        for (Map.Entry<String, Folder> folder : owner.folders().entrySet()) {
            if (tally.isStopped()) {
                return;
            }
            if (folder.getValue().isSelectable()
                    && request.folder().map(folder.getKey()::equals).orElse(true)) {
                check(new MailboxName(owner.owner(), folder.getKey()), folder.getValue().mailbox());
            }
        }
    }

    private void check(MailboxName name, long mailbox) throws StoreException {
        MailboxCell cell;
        try {
            cell = core.catalogue().pinned(mailbox);
        } catch (IndexDamagedException damaged) {
            tally.found(at(Kind.INDEX, name, 0, "", -1, "", damaged.getMessage(), false));
            return;
        }
        try {
            check(name, cell);
        } finally {
            cell.unpin();
        }
        tally.mailbox();
    }

    private void check(MailboxName name, MailboxCell cell) throws StoreException {
        MailboxState state = cell.visible();
        Map<Long, StoreDamage> lost = new LinkedHashMap<>();
        for (int i = 0; state != null && i < state.size() && !tally.isStopped(); i++) {
            ContentLocator content = state.messages().content(i);
            if (!request.partition().map(content.partition()::equals).orElse(true)) {
                continue;
            }
            long uid = state.messages().uid(i);
            long size = state.get(i).size();
            Optional<StoreDamage> damage = damage(content, size);
            if (damage.isPresent() && isStill(cell, uid, content)) {
                lost.put(uid, damage.get());
            }
            tally.message(name, size);
            if (lost.size() >= AT_ONCE) {
                settle(name, cell, lost);
            }
        }
        settle(name, cell, lost);
    }

    /** Expunged or moved meanwhile: nothing is wrong with it. */
    private static boolean isStill(MailboxCell cell, long uid, ContentLocator content) {
        MailboxState now = cell.visible();
        int index = now == null ? -1 : now.indexOf(uid);
        return index >= 0 && now.messages().content(index).equals(content);
    }

    private Optional<StoreDamage> damage(ContentLocator content, long size) throws StoreException {
        Optional<StoreDamage> before = known.get(content);
        if (before != null) {
            return before;
        }
        Optional<StoreDamage> found;
        try (Lease<Partition> lease = core.partitions().lease(content.partition())) {
            found =
                    lease.service()
                            .verify(content.number())
                            .map(d -> of(content, d))
                            .or(() -> wrongSize(lease.service(), content, size));
        } catch (StoreException away) {
            throw away;
        } catch (NoSuchFileException gone) {
            found = Optional.of(missing(content));
        } catch (IOException failed) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE,
                    "Partition " + content.partition() + " cannot be read for now",
                    failed);
        }
        known.put(content, found);
        return found;
    }

    private static Optional<StoreDamage> wrongSize(
            Partition partition, ContentLocator content, long size) {
        try (Content there = partition.open(content.number())) {
            return there.size() == size
                    ? Optional.empty()
                    : Optional.of(
                            of(
                                    content,
                                    new ContentDamage(
                                            "",
                                            -1,
                                            "it has " + there.size() + " octets, not " + size,
                                            "")));
        } catch (NoSuchFileException gone) {
            return Optional.of(missing(content));
        } catch (IOException unreadable) {
            return Optional.of(
                    of(
                            content,
                            new ContentDamage(
                                    "", -1, String.valueOf(unreadable.getMessage()), "")));
        }
    }

    private static StoreDamage missing(ContentLocator content) {
        return StoreDamage.of(Kind.MISSING, "", -1, what(content) + " is not there", false);
    }

    private static StoreDamage of(ContentLocator content, ContentDamage damage) {
        return new StoreDamage(
                Kind.CONTENT,
                "",
                "",
                0,
                damage.messageId(),
                damage.file(),
                damage.offset(),
                what(content) + ": " + damage.detail(),
                false);
    }

    private static String what(ContentLocator content) {
        return "content " + content.number() + " of partition " + content.partition();
    }

    private static StoreDamage at(
            Kind kind,
            MailboxName name,
            long uid,
            String file,
            long offset,
            String messageId,
            String detail,
            boolean mended) {
        return new StoreDamage(
                kind, name.owner(), name.folder(), uid, messageId, file, offset, detail, mended);
    }

    /** Does with lost messages what was asked for, and tells of them. */
    private void settle(MailboxName name, MailboxCell cell, Map<Long, StoreDamage> lost)
            throws StoreException {
        if (!lost.isEmpty() && request.lost() != RepairRequest.Lost.KEEP) {
            core.sequencer()
                    .commit(
                            () -> {
                                List<Op> ops = ops(cell, lost);
                                return new Step<>(ops, () -> true);
                            });
        }
        boolean removed = request.lost() == RepairRequest.Lost.REMOVE;
        lost.forEach(
                (uid, damage) ->
                        tally.found(
                                at(
                                        damage.kind(),
                                        name,
                                        uid,
                                        damage.file(),
                                        damage.offset(),
                                        damage.messageId(),
                                        damage.detail() + (removed ? "; expunged" : ""),
                                        removed)));
        lost.clear();
    }

    private List<Op> ops(MailboxCell cell, Map<Long, StoreDamage> lost) {
        MailboxState head = cell.head;
        List<Op> ops = new ArrayList<>();
        List<Long> there = new ArrayList<>();
        for (long uid : lost.keySet()) {
            if (head != null && head.indexOf(uid) >= 0) {
                there.add(uid);
            }
        }
        if (there.isEmpty()) {
            return ops;
        }
        if (request.lost() == RepairRequest.Lost.REMOVE) {
            long[] uids = Draft.toArray(there);
            ops.add(new Op.Expunge(cell.id(), uids));
            return ops;
        }
        Map<Flags, List<Long>> groups = new LinkedHashMap<>();
        for (long uid : there) {
            Flags flags = head.messages().flags(head.indexOf(uid));
            if (!flags.has(RepairRequest.DAMAGED)) {
                groups.computeIfAbsent(
                                flags.plus(Flags.of(RepairRequest.DAMAGED)), f -> new ArrayList<>())
                        .add(uid);
            }
        }
        List<FlagGroup> marked = new ArrayList<>();
        groups.forEach((flags, uids) -> marked.add(new FlagGroup(flags, Draft.toArray(uids))));
        if (!marked.isEmpty()) {
            ops.add(new Op.SetFlags(cell.id(), marked));
        }
        return ops;
    }
}
