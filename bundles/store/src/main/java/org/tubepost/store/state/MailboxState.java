// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;

/**
 * Everything about one mailbox at one log sequence number. Immutable, and so the {@link
 * MailboxView} itself. Each change takes the sequence number of its log record; nothing depends on
 * the clock, so the same log gives the same states.
 *
 * <p>Kept besides the messages: UIDs expunged last (at most {@value #TOMBSTONES}; what was expunged
 * before {@link MailboxHead#tombstoneFloor} is told as every UID that is not there), the keys of
 * deliveries of the {@value #KEY_DAYS} days before the newest one, and what others than the owner
 * have read.
 *
 * <p>The bin of a mailbox is a mailbox that no client sees. It has the messages that were expunged
 * and can be put back, in that order, with UIDs of its own and the time of the expunge as the time
 * when they came. It comes with the first of them and goes with the last, or with the mailbox.
 */
public final class MailboxState implements MailboxView, Versioned {

    /** How many expunged UIDs are remembered with their modification sequence. */
    public static final int TOMBSTONES = 20_000;

    /** How many days of delivery keys are kept. */
    public static final int KEY_DAYS = 11;

    private static final int TOMBSTONE_WIDTH = 2;
    private static final int KEY_WIDTH = 4;

    private final MailboxHead head;
    private final Messages messages;
    // Worked out when first asked for; whoever asks at the same time works out the same.
    private volatile List<String> keywords;
    private final Trail tombstones;
    private final Trail keys;
    private final Readers readers;

    /** From its parts. */
    public MailboxState(
            MailboxHead head, Messages messages, Trail tombstones, Trail keys, Readers readers) {
        this.head = head;
        this.messages = messages;
        this.tombstones = tombstones;
        this.keys = keys;
        this.readers = readers;
    }

    /** A new mailbox. */
    public static MailboxState created(long id, MailboxName name, long uidValidity, long lsn) {
        MailboxHead head = MailboxHead.created(id, name, uidValidity, lsn);
        return new MailboxState(head, Messages.NONE, noTombstones(), noKeys(), Readers.NONE);
    }

    /** Number of the bin of a mailbox. */
    public static long binOf(long mailbox) {
        return -mailbox;
    }

    /** True for the number of a bin. */
    public static boolean isBin(long mailbox) {
        return mailbox < 0;
    }

    /** True for a bin. */
    public boolean isBin() {
        return isBin(head.id());
    }

    /** An empty list of expunged UIDs. */
    public static Trail noTombstones() {
        return Trail.empty(TOMBSTONE_WIDTH, 0);
    }

    /** An empty list of delivery keys. */
    public static Trail noKeys() {
        return Trail.empty(KEY_WIDTH, 0);
    }

    /** The figures. */
    public MailboxHead head() {
        return head;
    }

    /** Its present name. */
    public MailboxName name() {
        return head.name();
    }

    /** The messages. */
    public Messages messages() {
        return messages;
    }

    /** Expunged UIDs: UID, modification sequence. */
    public Trail tombstones() {
        return tombstones;
    }

    /** Those of some messages that are there. */
    public List<Row> rows(long[] uids) {
        List<Row> rows = new ArrayList<>(uids.length);
        for (long uid : uids) {
            int found = messages.indexOf(uid);
            if (found >= 0) {
                rows.add(messages.row(found, uid, 0));
            }
        }
        return rows;
    }

    /** Keys of deliveries: two halves, UID, seconds. */
    public Trail keys() {
        return keys;
    }

    /** What others than its owner have read. */
    public Readers readers() {
        return readers;
    }

    @Override
    public long version() {
        return head.version();
    }

    @Override
    public long base() {
        return head.base();
    }

    @Override
    public long memory() {
        return 256 + messages.memory() + tombstones.memory() + keys.memory() + readers.memory();
    }

    /** With messages added; those whose UID was given before are left out. */
    public MailboxState add(List<Row> rows, long lsn) {
        Messages all = messages;
        Trail known = keys;
        long next = head.uidNext();
        for (Row row : rows) {
            if (row.uid() < next) {
                continue;
            }
            all = all.append(row, lsn);
            next = row.uid() + 1;
            if (!row.key().equals(DeliveryKey.NONE)) {
                known = known.append(row.key().high(), row.key().low(), row.uid(), row.saved());
                known = forgetKeys(known, row.saved() - KEY_DAYS * 86_400L);
            }
        }
        return new MailboxState(head.added(next, lsn), all, tombstones, known, readers);
    }

    /** With other flags on some messages. */
    public MailboxState setFlags(List<FlagGroup> groups, long lsn) {
        return new MailboxState(
                head.modified(lsn), messages.withFlags(groups, lsn), tombstones, keys, readers);
    }

    /**
     * With messages that users who are not the owner have read, or want to read again. Their
     * modification sequence moves for all users.
     */
    public MailboxState markSeen(Readers marks, boolean on, long lsn) {
        return new MailboxState(
                head.modified(lsn),
                messages.touched(marks, lsn),
                tombstones,
                keys,
                readers.marked(marks, on, messages));
    }

    /** Without what a user has read; the modification sequence does not move. */
    public MailboxState forgetReader(String user, long lsn) {
        return new MailboxState(
                head.touched(lsn), messages, tombstones, keys, readers.without(user));
    }

    /** Without some messages. */
    public MailboxState expunge(long[] uids, long lsn) {
        Trail gone = tombstones;
        for (long uid : uids) {
            if (!isBin() && messages.indexOf(uid) >= 0) {
                gone = gone.append(uid, lsn);
            }
        }
        long floor = head.tombstoneFloor();
        if (gone.size() > TOMBSTONES) {
            long keepFrom = gone.end() - TOMBSTONES;
            floor = gone.get(keepFrom - 1, 1);
            gone = gone.from(keepFrom);
        }
        Messages left = messages.without(uids);
        return new MailboxState(
                head.expunged(floor, lsn), left, gone, keys, readers.settled(left, uids));
    }

    /** With the UIDs below one given; whoever asks is told that those not there were expunged. */
    public MailboxState skipUids(long uidNext, long lsn) {
        return new MailboxState(
                head.skipped(uidNext, lsn),
                messages,
                noTombstones().at(tombstones.end()),
                keys,
                readers);
    }

    /** With contents elsewhere; the modification sequence does not move. */
    public MailboxState relocate(List<Relocation> relocations, long lsn) {
        return new MailboxState(
                head.touched(lsn), messages.relocated(relocations), tombstones, keys, readers);
    }

    /** With recent messages claimed up to a UID; the modification sequence does not move. */
    public MailboxState claimRecent(long uid, long lsn) {
        return new MailboxState(head.claimed(uid, lsn), messages, tombstones, keys, readers);
    }

    /** Under another name. */
    public MailboxState rename(MailboxName to, long lsn) {
        return new MailboxState(head.renamed(to, lsn), messages, tombstones, keys, readers);
    }

    /** The same, told whole by the log from here on. */
    public MailboxState rebased(long lsn) {
        return new MailboxState(head.rebased(lsn), messages, tombstones, keys, readers);
    }

    /** UIDs expunged after a modification sequence, ascending. */
    public List<Long> expungedSince(long modSeq) {
        TreeSet<Long> gone = new TreeSet<>();
        if (modSeq < head.tombstoneFloor()) {
            long uid = 1;
            for (int i = 0; i <= messages.size(); i++) {
                long next = i < messages.size() ? messages.get(i).uid() : head.uidNext();
                for (; uid < next; uid++) {
                    gone.add(uid);
                }
                uid = next + 1;
            }
            return List.copyOf(gone);
        }
        for (long p = tombstones.end() - 1; p >= tombstones.first(); p--) {
            if (tombstones.get(p, 1) <= modSeq) {
                break;
            }
            gone.add(tombstones.get(p, 0));
        }
        return List.copyOf(gone);
    }

    /** Messages that no session was told of. */
    public int recent() {
        int first = messages.indexOf(head.recentUid());
        return messages.size() - (first >= 0 ? first : -first - 1);
    }

    /** Contents of all messages, one by one. */
    public List<ContentLocator> contents() {
        List<ContentLocator> all = new ArrayList<>(messages.size());
        messages.forEachContent(all::add);
        return all;
    }

    @Override
    public int size() {
        return messages.size();
    }

    @Override
    public MessageRecord get(int index) {
        return messages.get(index);
    }

    @Override
    public long uid(int index) {
        return messages.uid(index);
    }

    @Override
    public Flags flags(int index) {
        return messages.flags(index);
    }

    @Override
    public int firstUnseen() {
        return messages.firstUnseen();
    }

    @Override
    public int indexOf(long uid) {
        return messages.indexOf(uid);
    }

    @Override
    public long uidNext() {
        return head.uidNext();
    }

    @Override
    public long highestModSeq() {
        return head.highestModSeq();
    }

    @Override
    public int unseen() {
        return messages.unseen();
    }

    @Override
    public long octets() {
        return messages.octets();
    }

    @Override
    public List<String> keywords() {
        List<String> known = keywords;
        if (known == null) {
            // Sets of flags are shared, so there are few however many messages there are.
            Set<Flags> sets = Collections.newSetFromMap(new IdentityHashMap<>());
            messages.forEachFlags(sets::add);
            TreeSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            sets.forEach(f -> words.addAll(f.names()));
            words.removeAll(Flags.SYSTEM);
            known = List.copyOf(words);
            keywords = known;
        }
        return known;
    }

    private static Trail forgetKeys(Trail keys, long before) {
        long first = keys.first();
        while (first < keys.end() && keys.get(first, 3) < before) {
            first++;
        }
        return keys.from(first);
    }
}
