// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import org.tubepost.api.store.MailboxName;

/**
 * The few figures of a mailbox. Each change of the mailbox moves some of them.
 *
 * @param id number of the mailbox, never used again
 * @param name its present name
 * @param uidValidity for IMAP
 * @param uidNext next UID
 * @param highestModSeq of messages and expunges
 * @param recentUid first UID that no session was told of
 * @param tombstoneFloor modification sequence of the newest forgotten expunge, 0 if none
 * @param version sequence number of the last change of any kind
 * @param base sequence number of the record from which on the log tells all of this mailbox
 */
public record MailboxHead(
        long id,
        MailboxName name,
        long uidValidity,
        long uidNext,
        long highestModSeq,
        long recentUid,
        long tombstoneFloor,
        long version,
        long base) {

    /** Of a new mailbox. */
    static MailboxHead created(long id, MailboxName name, long uidValidity, long lsn) {
        return new MailboxHead(id, name, uidValidity, 1, Math.max(1, lsn), 1, 0, lsn, lsn);
    }

    /** Messages came; the modification sequence moves. */
    MailboxHead added(long next, long lsn) {
        return changed(next, modSeq(lsn), recentUid, tombstoneFloor, lsn);
    }

    /** Something that clients see is different; the modification sequence moves. */
    MailboxHead modified(long lsn) {
        return changed(uidNext, modSeq(lsn), recentUid, tombstoneFloor, lsn);
    }

    /** Something is different; the modification sequence does not move. */
    MailboxHead touched(long lsn) {
        return changed(uidNext, highestModSeq, recentUid, tombstoneFloor, lsn);
    }

    /** Messages went, and expunges up to a modification sequence are forgotten. */
    MailboxHead expunged(long floor, long lsn) {
        return changed(uidNext, modSeq(lsn), recentUid, floor, lsn);
    }

    /** UIDs below one given are left out, and all earlier expunges are forgotten. */
    MailboxHead skipped(long next, long lsn) {
        return changed(Math.max(uidNext, next), modSeq(lsn), recentUid, lsn, lsn);
    }

    /** A session was told of the messages below a UID; the modification sequence does not move. */
    MailboxHead claimed(long uid, long lsn) {
        return changed(uidNext, highestModSeq, Math.max(uid, recentUid), tombstoneFloor, lsn);
    }

    /** Under another name; the modification sequence does not move. */
    MailboxHead renamed(MailboxName to, long lsn) {
        return new MailboxHead(
                id, to, uidValidity, uidNext, highestModSeq, recentUid, tombstoneFloor, lsn, base);
    }

    /** The same, told whole by the log from here on. */
    MailboxHead rebased(long lsn) {
        return new MailboxHead(
                id,
                name,
                uidValidity,
                uidNext,
                highestModSeq,
                recentUid,
                tombstoneFloor,
                version,
                lsn);
    }

    private long modSeq(long lsn) {
        return Math.max(highestModSeq, lsn);
    }

    private MailboxHead changed(long next, long modSeq, long recent, long floor, long lsn) {
        return new MailboxHead(id, name, uidValidity, next, modSeq, recent, floor, lsn, base);
    }

    /** Writes all fields. */
    public void encode(RecordWriter to) {
        to.number(id).text(name.owner()).text(name.folder()).number(uidValidity);
        to.number(uidNext).number(highestModSeq).number(recentUid).number(tombstoneFloor);
        to.number(version).number(base);
    }

    /** Reads all fields. */
    public static MailboxHead decode(RecordReader from) {
        return new MailboxHead(
                from.number(),
                new MailboxName(from.text(), from.text()),
                from.number(),
                from.number(),
                from.number(),
                from.number(),
                from.number(),
                from.number(),
                from.number());
    }
}
