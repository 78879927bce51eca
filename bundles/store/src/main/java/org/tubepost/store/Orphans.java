// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.tubepost.store.index.IndexSnapshot;
import org.tubepost.store.state.DeliveryKey;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Row;

/**
 * Contents that no message uses, once maintenance has had its chance: what records that were lost
 * spoke of, or was released by a record that was lost. Whom a message was for is told by its
 * fields, as far as those name owners of this store.
 */
final class Orphans {
    private static final String FOLDER = "Recovered";
    private static final int HEADER = 64 * 1024;
    private static final Pattern FIELD =
            Pattern.compile(
                    "(?im)^(?:delivered-to|x-original-to|envelope-to|to|cc|bcc|received):"
                            + "((?:.*)(?:\\r?\\n[ \\t].*)*)");
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s<>\",;:()@]{1,64}@[A-Za-z0-9.-]{1,255}");

    private final Repair.Parts parts;
    private final RepairRequest request;
    private final Reconstruction.Tally tally;
    private final Set<String> owners;

    Orphans(Repair.Parts parts, RepairRequest request, Reconstruction.Tally tally) {
        this.parts = parts;
        this.request = request;
        this.tally = tally;
        this.owners = new TreeSet<>(parts.core().catalogue().owners());
    }

    /** Does what was asked for; true if some are left, or may be where nobody could look. */
    boolean settle() throws IOException {
        parts.maintenance().round();
        boolean left = false;
        for (String name : partitions()) {
            try (Lease<Partition> lease = lease(name).orElse(null)) {
                if (lease == null) {
                    tellAway(name);
                    left = true;
                } else {
                    left |= settle(name, lease.service());
                }
            }
        }
        return left;
    }

    /** Names of all that may have such contents, whether they are there or not. */
    private Set<String> partitions() throws StoreException {
        Core core = parts.core();
        Set<String> names = new TreeSet<>(core.partitions().names());
        if (!parts.unsettled().isEmpty()) {
            // What the log lacks may have been in any that ever was there.
            names.addAll(parts.maintenance().partitionsSeen());
        }
        names.addAll(core.sequencer().locked(core.catalogue()::lastNumbers).keySet());
        IndexSnapshot index = parts.maintenance().snapshot();
        try {
            for (String owner : index.owners()) {
                index.owner(owner).map(OwnerState::partition).ifPresent(names::add);
            }
        } finally {
            parts.maintenance().close(index);
        }
        return names;
    }

    private Optional<Lease<Partition>> lease(String name) {
        try {
            return Optional.of(parts.core().partitions().lease(name));
        } catch (StoreException away) {
            return Optional.empty();
        }
    }

    private void tellAway(String name) {
        tally.found(
                StoreDamage.of(
                        Kind.ORPHAN,
                        "",
                        -1,
                        "partition "
                                + name
                                + " is away: whether it has contents that no message uses is not"
                                + " known",
                        false));
    }

    private boolean settle(String name, Partition partition) throws IOException {
        return parts.maintenance()
                .withOrphans(
                        name,
                        partition,
                        orphans -> {
                            boolean left = false;
                            List<Long> released = new ArrayList<>();
                            for (ContentLocator orphan : orphans) {
                                if (tally.isStopped()) {
                                    left = true;
                                    break;
                                }
                                left |= settle(partition, orphan, released);
                            }
                            partition.release(released);
                            return left;
                        });
    }

    private boolean settle(Partition partition, ContentLocator orphan, List<Long> released)
            throws IOException {
        Optional<ContentDamage> damage = partition.verify(orphan.number());
        if (request.mend() && request.orphans() == RepairRequest.Orphans.RELEASE) {
            released.add(orphan.number());
            tell(orphan, "", 0, "", "is used by no message; released", true);
            return false;
        }
        if (damage.isPresent()) {
            tell(orphan, "", 0, "", "is used by no message, and damaged", false);
            return true;
        }
        try (Content content = partition.open(orphan.number())) {
            String header = header(content);
            String id = ContentDamage.messageIdIn(StandardCharsets.ISO_8859_1.encode(header));
            Optional<String> owner = ownerIn(header);
            if (owner.isEmpty() || request.orphans() == RepairRequest.Orphans.KEEP) {
                String whose = owner.map(o -> ", perhaps of " + o).orElse("");
                tell(orphan, "", 0, id, "is used by no message" + whose, false);
                return true;
            }
            if (!request.mend()) {
                tell(orphan, owner.get(), 0, id, "is used by no message", false);
                return true;
            }
            long uid = recover(owner.get(), orphan, content.size());
            tell(orphan, owner.get(), uid, id, "was used by no message", true);
            return false;
        }
    }

    private void tell(
            ContentLocator orphan,
            String owner,
            long uid,
            String messageId,
            String what,
            boolean mended) {
        tally.found(
                new StoreDamage(
                        Kind.ORPHAN,
                        owner,
                        uid == 0 ? "" : FOLDER,
                        uid,
                        messageId,
                        "",
                        -1,
                        "content "
                                + orphan.number()
                                + " of partition "
                                + orphan.partition()
                                + " "
                                + what,
                        mended));
    }

    private static String header(Content content) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(HEADER, content.size()));
        while (start.hasRemaining() && content.read(start.position(), start) > 0) {
            continue;
        }
        String text = StandardCharsets.ISO_8859_1.decode(start.flip()).toString();
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? text : text.substring(0, end + 2);
    }

    private Optional<String> ownerIn(String header) {
        Matcher field = FIELD.matcher(header);
        Set<String> named = new TreeSet<>();
        while (field.find()) {
            Matcher address = ADDRESS.matcher(field.group(1));
            while (address.find()) {
                String id = address.group().toLowerCase(Locale.ROOT);
                if (owners.contains(id)) {
                    named.add(id);
                }
            }
        }
        // Named together with others it could be anybody's.
        return named.size() == 1 ? Optional.of(named.iterator().next()) : Optional.empty();
    }

    private long recover(String owner, ContentLocator content, long size) throws StoreException {
        MailboxName name = new MailboxName(owner, FOLDER);
        return parts.core()
                .sequencer()
                .commit(
                        () -> {
                            Draft draft = parts.core().draft();
                            Folder folder = draft.folder(name);
                            long mailbox =
                                    folder != null && folder.isSelectable()
                                            ? folder.mailbox()
                                            : draft.createFolder(name, "");
                            if (folder == null) {
                                draft.subscribe(owner, name, true);
                            }
                            long uid = draft.nextUid(mailbox);
                            draft.add(
                                    mailbox,
                                    new Row(
                                            uid,
                                            content,
                                            content,
                                            Flags.NONE,
                                            draft.now(),
                                            draft.now(),
                                            size,
                                            DeliveryKey.NONE));
                            return new Step<>(draft.ops(), () -> uid);
                        });
    }
}
