// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.state.MailboxImages;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;

/**
 * Replaces history by images: the older half of a long log, or all of a log that lacks something.
 * An owner or mailbox whose history begins in what is to go is written whole; when all images are
 * durable and in the index, the files before them go. Called by maintenance only, one at a time.
 */
final class LogImages {
    private static final Logger LOG = LoggerFactory.getLogger(LogImages.class);
    private static final int BETWEEN_CHECKPOINTS = 1000;
    private static final long UNDURABLE_AT_MOST = 1L << 20;

    private final Catalogue catalogue;
    private final Sequencer sequencer;
    private final StoreLog log;
    private final DerivedIndex index;
    private final Maintenance maintenance;

    /** Octets of the log when it was shortened last; what it then had was mostly alive. */
    private long shortestLog;

    /** Octets of images that nobody has waited for; only maintenance's thread writes any. */
    private long undurable;

    LogImages(
            Catalogue catalogue,
            Sequencer sequencer,
            StoreLog log,
            DerivedIndex index,
            Maintenance maintenance) {
        this.catalogue = catalogue;
        this.sequencer = sequencer;
        this.log = log;
        this.index = index;
        this.maintenance = maintenance;
    }

    /** Replaces the older half of the log when it is longer than this. */
    void shorten(long octets) throws StoreException {
        if (log.octets() < Math.max(octets, 2 * shortestLog)) {
            return;
        }
        long before = log.middle();
        if (before > log.first()) {
            replace(before);
        }
    }

    /** Replaces everything that the log has. */
    void replaceAll() throws StoreException {
        maintenance.checkpoint();
        try {
            log.roll();
        } catch (IOException failed) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE, "The store's log takes nothing", failed);
        }
        // The index may be ahead of a log that lost its end.
        long before = sequencer.locked(() -> Math.max(log.last(), catalogue.lsn()) + 1);
        maintenance.checkpoint();
        replace(before);
    }

    private void replace(long before) throws StoreException {
        LOG.info("The store's log is replaced by images up to record {}", before);
        int count = 0;
        for (String owner : index.owners()) {
            image(before, () -> ownerImage(owner));
            boundMemory(++count);
        }
        for (long mailbox : index.mailboxes()) {
            image(before, () -> mailboxImage(mailbox));
            boundMemory(++count);
        }
        sequencer.commit(
                () ->
                        new Step<>(
                                List.of(
                                        new Op.Counters(
                                                catalogue.nextMailbox(),
                                                catalogue.lastUidValidity())),
                                () -> true));
        maintenance.checkpoint();
        try {
            log.reclaim(before);
            shortestLog = log.octets();
        } catch (IOException failed) {
            LOG.warn("Old segments of the store's log could not be deleted", failed);
        }
    }

    private void boundMemory(int count) throws StoreException {
        if (count % BETWEEN_CHECKPOINTS == 0) {
            maintenance.checkpoint();
            maintenance.evict();
        }
    }

    private interface Imaging {
        Image of();
    }

    private record Image(long base, List<? extends Op> pieces) {}

    private void image(long before, Imaging imaging) throws StoreException {
        try {
            sequencer.locked(
                    () -> {
                        Image image = imaging.of();
                        if (image != null && image.base < before) {
                            undurable += sequencer.logUnwaited(image.pieces);
                        }
                        return null;
                    });
        } catch (UncheckedIOException failed) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE, "The store's log is full", failed);
        }
        if (undurable >= UNDURABLE_AT_MOST) {
            // A second copy follows what is durable, and may need the same volume's room.
            sequencer.barrier();
            undurable = 0;
        }
    }

    private Image ownerImage(String owner) {
        OwnerState state = catalogue.owner(owner).head;
        return state == null ? null : new Image(state.base(), List.of(new Op.OwnerImage(state)));
    }

    private Image mailboxImage(long mailbox) {
        MailboxState state = catalogue.mailbox(mailbox).head;
        return state == null ? null : new Image(state.base(), MailboxImages.of(state));
    }
}
