// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;

/**
 * The index as it was at one log sequence number; read from disk piece by piece, so that it takes
 * memory for what is looked at only. Room in the file is not used again before it is closed.
 */
public final class IndexSnapshot implements AutoCloseable {
    private final DerivedIndex.Meta meta;
    private final OwnerTable owners;
    private final ReferenceTable references;
    private final DoomedTable doomed;
    private final BinTable bins;
    private final MailboxTables mailboxes;
    private final Runnable end;
    private final AtomicBoolean closed = new AtomicBoolean();

    IndexSnapshot(
            DerivedIndex.Meta meta,
            OwnerTable owners,
            ReferenceTable references,
            DoomedTable doomed,
            BinTable bins,
            MailboxTables mailboxes,
            Runnable end) {
        this.meta = meta;
        this.owners = owners;
        this.references = references;
        this.doomed = doomed;
        this.bins = bins;
        this.mailboxes = mailboxes;
        this.end = end;
    }

    /** Sequence number of the last record that it has. */
    public long lsn() {
        return meta.lsn();
    }

    /** The index as a whole. */
    public DerivedIndex.Meta meta() {
        return meta;
    }

    /** Numbers of all mailboxes. */
    public List<Long> mailboxes() {
        return IndexFile.guarded(mailboxes::ids);
    }

    /** Contents that no message uses and that are to be released. */
    public List<ContentLocator> doomed() {
        return IndexFile.guarded(doomed::all);
    }

    /** As {@link DerivedIndex#check}. */
    public void check() {
        IndexFile.guarded(
                () -> {
                    doomed.all();
                    IndexCheck.run(owners, mailboxes, references, bins);
                    return null;
                });
    }

    /** Ids of all owners, in order. */
    public List<String> owners() {
        return IndexFile.guarded(owners::ids);
    }

    /** An owner. */
    public Optional<OwnerState> owner(String id) {
        return IndexFile.guarded(() -> owners.read(id));
    }

    /** A mailbox, whole. */
    public Optional<MailboxState> mailbox(long id) {
        return IndexFile.guarded(() -> mailboxes.read(id));
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            end.run();
        }
    }
}
