// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.Cursor;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.MailboxName;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;

/**
 * Reads an index whole. Values have checksums and keys have none, so what the maps say of each
 * other is compared: every folder has its mailbox and every mailbox its folder, bins belong to
 * mailboxes and are known to the cleaner, contents are counted as often as messages use them, and
 * what users have read belongs to a mailbox that names them. One message after the other; memory is
 * for one mailbox.
 */
final class IndexCheck {
    private final OwnerTable owners;
    private final MailboxTables mailboxes;
    private final ReferenceTable references;
    private final BinTable bins;
    private long used;
    private long readers;

    private IndexCheck(
            OwnerTable owners, MailboxTables mailboxes, ReferenceTable references, BinTable bins) {
        this.owners = owners;
        this.mailboxes = mailboxes;
        this.references = references;
        this.bins = bins;
    }

    /** Throws {@link IndexDamagedException} if something does not belong together. */
    static void run(
            OwnerTable owners, MailboxTables mailboxes, ReferenceTable references, BinTable bins) {
        new IndexCheck(owners, mailboxes, references, bins).run();
    }

    private void run() {
        Map<Long, MailboxName> names = new HashMap<>();
        for (long id : mailboxes.ids()) {
            MailboxState state =
                    mailboxes
                            .read(id)
                            .filter(m -> m.head().id() == id)
                            .orElseThrow(
                                    () -> new IndexDamagedException("Mailbox " + id + " is gone"));
            state.messages().forEachContent(content -> used += mixed(content));
            readers += state.readers().users().size();
            if (!state.isBin()) {
                names.put(id, state.name());
            } else if (state.size() > 0 && !bins.isDueSomeTime(id)) {
                throw new IndexDamagedException("The bin " + id + " would never be emptied");
            }
        }
        Cursor<byte[], byte[]> cursor = owners.map().cursor(null);
        while (cursor.hasNext()) {
            String id = Keys.text(cursor.next());
            OwnerState owner = OwnerState.decode(Sealed.open(cursor.getValue()));
            if (!owner.owner().equals(id)) {
                throw new IndexDamagedException("Owner " + owner.owner() + " has another key");
            }
            owner.folders().forEach((name, folder) -> check(id, name, folder, names));
        }
        if (!names.isEmpty()) {
            MailboxName lost = names.values().iterator().next();
            throw new IndexDamagedException("No folder leads to " + lost);
        }
        if (readers != mailboxes.readerCount()) {
            throw new IndexDamagedException("What users have read belongs to no mailbox");
        }
        if (used != counted()) {
            throw new IndexDamagedException("Contents are not counted as they are used");
        }
    }

    private static void check(
            String owner, String name, Folder folder, Map<Long, MailboxName> names) {
        MailboxName full = new MailboxName(owner, name);
        if (folder.isSelectable() && !full.equals(names.remove(folder.mailbox()))) {
            throw new IndexDamagedException(full + " has no mailbox");
        }
    }

    private long counted() {
        long sum = 0;
        Cursor<byte[], byte[]> cursor = references.map().cursor(null);
        while (cursor.hasNext()) {
            ContentLocator content = Keys.content(cursor.next());
            sum += mixed(content) * Sealed.open(cursor.getValue()).number();
        }
        return sum;
    }

    private static long mixed(ContentLocator content) {
        long mixed = (content.number() + content.partition().hashCode()) * 0x9e37_79b9_7f4a_7c15L;
        return (mixed ^ (mixed >>> 29)) * 0xbf58_476d_1ce4_e5b9L;
    }
}
