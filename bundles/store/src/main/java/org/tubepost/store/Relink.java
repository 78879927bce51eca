// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.RelinkReport;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Relocation;

/**
 * Lets messages with the same octets on one partition share one content. Sizes are compared first,
 * then SHA-256 of those that are not alone with theirs; so that memory stays bounded the store is
 * gone through once for each {@value #AT_ONCE} messages. What nobody uses any more is released as
 * always.
 */
final class Relink {
    private static final Logger LOG = LoggerFactory.getLogger(Relink.class);
    private static final int AT_ONCE = 500_000;
    private static final int PIECE = 1 << 16;
    private static final int BATCH = 200;

    private final Core core;
    private final Optional<String> partition;
    private final boolean dryRun;
    private final TransferMonitor monitor;
    private final List<String> owners;
    private long messages;
    private long contents;
    private long duplicates;
    private long octets;
    private boolean stopped;

    Relink(Core core, Optional<String> partition, boolean dryRun, TransferMonitor monitor) {
        this.core = core;
        this.partition = partition;
        this.dryRun = dryRun;
        this.monitor = monitor;
        this.owners = core.catalogue().owners();
    }

    /** A message, while a mailbox is gone through. */
    private interface Visitor {
        void message(MailboxCell cell, long uid, long size, ContentLocator content)
                throws StoreException;

        default void end(MailboxCell cell) throws StoreException {
            // Most have nothing to do.
        }
    }

    RelinkReport run() throws StoreException {
        long[] all = new long[1];
        visit((cell, uid, size, content) -> all[0]++);
        messages = all[0];
        long slices = all[0] / AT_ONCE + 1;
        for (long slice = 0; slice < slices && !stopped; slice++) {
            slice(slice, slices);
        }
        return new RelinkReport(messages, contents, duplicates, octets, stopped);
    }

    private void visit(Visitor visitor) throws StoreException {
        for (String owner : owners) {
            OwnerState state = core.catalogue().owner(owner).visible();
            if (state == null) {
                continue;
            }
            for (Folder folder : state.folders().values()) {
                if (folder.isSelectable() && !stopped) {
                    visit(folder.mailbox(), visitor);
                }
            }
        }
    }

    private void visit(long mailbox, Visitor visitor) throws StoreException {
        MailboxCell cell = core.catalogue().pinned(mailbox);
        try {
            MailboxState state = cell.visible();
            for (int i = 0; state != null && i < state.size(); i++) {
                ContentLocator content = state.messages().content(i);
                stopped |= monitor.isStopped();
                if (stopped) {
                    break;
                }
                if (partition.map(content.partition()::equals).orElse(true)) {
                    visitor.message(cell, state.messages().uid(i), state.get(i).size(), content);
                }
            }
            visitor.end(cell);
        } finally {
            cell.unpin();
        }
    }

    private void slice(long slice, long slices) throws StoreException {
        Map<Long, ContentLocator> first = new HashMap<>();
        Set<Long> several = new HashSet<>();
        Set<ContentLocator> seen = new HashSet<>();
        visit(
                (cell, uid, size, content) -> {
                    if (Long.hashCode(size) % slices == slice && seen.add(content)) {
                        contents++;
                        if (first.putIfAbsent(size, content) != null) {
                            several.add(size);
                        }
                    }
                });
        visit(new Linking(several));
    }

    /** Compares the octets of messages whose size is not theirs alone. */
    private final class Linking implements Visitor {
        private final Set<Long> sizes;
        private final Map<String, ContentLocator> kept = new HashMap<>();
        private final Map<ContentLocator, ContentLocator> same = new HashMap<>();
        private final List<Relocation> batch = new ArrayList<>();

        Linking(Set<Long> sizes) {
            this.sizes = sizes;
        }

        @Override
        public void message(MailboxCell cell, long uid, long size, ContentLocator content)
                throws StoreException {
            if (!sizes.contains(size)) {
                return;
            }
            ContentLocator to = same.get(content);
            if (to == null) {
                to = first(content);
                same.put(content, to);
                if (!to.equals(content)) {
                    duplicates++;
                    octets += size;
                }
            }
            monitor.at(cell.visible().name().toString(), duplicates, octets);
            if (!to.equals(content)) {
                batch.add(new Relocation(uid, content, to));
                if (batch.size() == BATCH) {
                    end(cell);
                }
            }
        }

        private ContentLocator first(ContentLocator content) {
            try (Content open = core.partitions().open(content)) {
                String key = content.partition() + ' ' + digest(open);
                ContentLocator before = kept.putIfAbsent(key, content);
                return before == null ? content : before;
            } catch (IOException unreadable) {
                LOG.warn("{} stays as it is", content, unreadable);
                return content;
            }
        }

        @Override
        public void end(MailboxCell cell) throws StoreException {
            List<Relocation> wanted = List.copyOf(batch);
            batch.clear();
            if (!dryRun && !wanted.isEmpty()) {
                core.sequencer().commit(() -> step(cell, wanted));
            }
        }

        private Step<Boolean> step(MailboxCell cell, List<Relocation> wanted) {
            List<Relocation> done = new ArrayList<>();
            MailboxState head = cell.head;
            for (Relocation relocation : wanted) {
                int at = head == null ? -1 : head.indexOf(relocation.uid());
                // What nobody uses any more may be released before this is written.
                if (at >= 0
                        && head.messages().content(at).equals(relocation.from())
                        && core.catalogue().references(relocation.to()) > 0) {
                    done.add(relocation);
                }
            }
            return done.isEmpty()
                    ? Step.none(false)
                    : new Step<>(List.of(new Op.Relocate(cell.id(), done)), () -> true);
        }
    }

    private static String digest(Content content) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            for (long at = 0; at < content.size(); at += piece.limit()) {
                if (content.read(at, piece.clear()) <= 0) {
                    throw new IOException("content ends too early");
                }
                digest.update(piece.flip());
            }
            return java.util.HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
