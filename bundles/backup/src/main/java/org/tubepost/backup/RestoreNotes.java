// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.backup.stream.Begin;

/**
 * What a restore has made, noted in the store, so that it can go on when it was broken off and
 * takes nothing for its own that was there before or came meanwhile. The notes go when it ends.
 */
final class RestoreNotes {
    /** Stands for the owner among numbers of mailboxes. */
    private static final long OWNER = 0;

    private static final long FORGET = -1;

    private final StoreArchive archive;
    private final String selected;
    private final boolean goOn;
    private final Map<String, Map<Long, Long>> notes = new HashMap<>();
    private String restore = "";
    private long position;

    /**
     * For one restore.
     *
     * @param selection what it puts back: another one is another restore
     * @param goOn what is noted already is of its own
     */
    RestoreNotes(StoreArchive archive, MailSelection selection, boolean goOn) {
        this.archive = archive;
        this.selected =
                Integer.toHexString(
                        Objects.hash(selection.user(), selection.folder(), selection.uids()));
        this.goOn = goOn;
    }

    /** A stream begins; the first one names the restore. */
    void streamBegins(Begin begin) {
        position = begin.position();
        if (restore.isEmpty()) {
            restore = begin.storeId() + " " + begin.position() + " " + selected;
        }
    }

    private Map<Long, Long> of(String owner) throws StoreException {
        Map<Long, Long> known = notes.get(owner);
        if (known == null) {
            known = new TreeMap<>(goOn ? archive.restored(owner, restore) : Map.of());
            notes.put(owner, known);
        }
        return known;
    }

    /** True if a part of this restore that was broken off has made an owner. */
    boolean hasOwner(String owner) throws StoreException {
        return of(owner).containsKey(OWNER);
    }

    /** True if this restore has made a mailbox, or was about to. */
    boolean has(String owner, long mailbox) throws StoreException {
        return of(owner).containsKey(mailbox);
    }

    /** UID up to which a mailbox had come back with nothing else between; 0 for none. */
    long through(String owner, long mailbox) throws StoreException {
        return of(owner).getOrDefault(mailbox, 0L);
    }

    /** An owner that the restore has made gets what this stream says, and all before has come. */
    void begins(String owner) throws StoreException {
        if (!hasBegun(owner)) {
            write(owner, OWNER, position);
        }
    }

    /** True if an owner has, at least in part, what this stream or a later one says. */
    boolean hasBegun(String owner) throws StoreException {
        return of(owner).getOrDefault(OWNER, -1L) >= position;
    }

    /** True if an owner has all that this stream says, and some of what a later one does. */
    boolean isPast(String owner) throws StoreException {
        return of(owner).getOrDefault(OWNER, -1L) > position;
    }

    /** A mailbox is about to be made: one that is noted and not there has never had a message. */
    void makes(String owner, long mailbox) throws StoreException {
        write(owner, mailbox, 0);
    }

    /** All messages of a mailbox up to a UID are those of the backup. */
    void cameThrough(String owner, long mailbox, long uid) throws StoreException {
        if (uid > through(owner, mailbox)) {
            write(owner, mailbox, uid);
        }
    }

    private void write(String owner, long mailbox, long through) throws StoreException {
        archive.noteRestored(owner, restore, Map.of(mailbox, through));
        of(owner).put(mailbox, through);
    }

    /** An owner is gone, and with them what was noted of theirs. */
    void forget(String owner) {
        notes.remove(owner);
    }

    /** The restore has ended. */
    void end() throws StoreException {
        for (String owner : notes.keySet()) {
            Map<Long, Long> none = new TreeMap<>(archive.restored(owner, restore));
            none.replaceAll((mailbox, through) -> FORGET);
            archive.noteRestored(owner, restore, none);
        }
    }
}
