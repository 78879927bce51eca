// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.SequenceSet;

/**
 * The selected mailbox as the client knows it: what it was told last. Message numbers count in that
 * view, whatever has happened since; the {@link ChangeTeller} brings the client up to date.
 */
final class Selected implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Selected.class);

    private static final String SYSTEM_FLAGS = String.join(" ", new TreeSet<>(Flags.SYSTEM));

    private final Client client;
    private final Mailbox mailbox;
    private final AutoCloseable subscription;
    private final boolean readOnly;
    private MailboxView known;
    private long notified;
    private List<Long> saved = List.of();
    private final List<long[]> recent = new ArrayList<>();
    private final ChangeTeller teller;
    private final Features features;
    private Optional<SearchContexts> contexts = Optional.empty();

    private Selected(Mailbox mailbox, boolean readOnly, Client client) {
        this.client = client;
        this.mailbox = mailbox;
        this.readOnly = readOnly || mailbox.isReadOnly();
        this.subscription = mailbox.listen(client.wake());
        this.known = mailbox.view();
        this.notified = known.uidNext();
        this.features = client.features();
        this.teller = new ChangeTeller(this, features, client.out());
        claimRecent();
    }

    static Selected open(Client client, MailboxName name, boolean readOnly) throws StoreException {
        return new Selected(
                client.store().open(client.identity(), name, readOnly), readOnly, client);
    }

    MailboxName name() {
        return mailbox.name();
    }

    Mailbox mailbox() {
        return mailbox;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    boolean isGone() {
        return mailbox.isGone();
    }

    /** What the client knows. */
    MailboxView known() {
        return known;
    }

    /** The first UID behind those of the last call, or behind those that were there at SELECT. */
    long newFrom() {
        long from = notified;
        notified = known.uidNext();
        return from;
    }

    /** Only those before this UID were told of. */
    void newFrom(long uid) {
        notified = uid;
    }

    /** Messages that no other session was told of are recent for this one. */
    void claimRecent() {
        if (!features.tellsRecent()) {
            return;
        }
        // Who only looks is told of the same ones again.
        long counted = recent.isEmpty() ? 0 : recent.get(recent.size() - 1)[1];
        long first = Math.max(counted, mailbox.firstRecentUid(!readOnly));
        if (first < known.uidNext()) {
            recent.add(new long[] {first, known.uidNext()});
        }
    }

    boolean isRecent(long uid) {
        for (long[] range : recent) {
            if (uid >= range[0] && uid < range[1]) {
                return true;
            }
        }
        return false;
    }

    int recentCount() {
        int count = 0;
        for (long[] range : recent) {
            count += index(known, range[1]) - index(known, range[0]);
        }
        return count;
    }

    /** Index of the first message that has this UID or a larger one. */
    private static int index(MailboxView view, long uid) {
        int at = view.indexOf(uid);
        return at < 0 ? -at - 1 : at;
    }

    /** The message as it is now; as the client was told last when it is gone. */
    MessageRecord current(int index) {
        MessageRecord record = known.get(index);
        MailboxView now = mailbox.view();
        if (now == known) {
            return record;
        }
        int at = now.indexOf(record.uid());
        return at < 0 ? teller.lastTold(index) : now.get(at);
    }

    /** How an untagged answer about a message begins (RFC 9586 section 3.3). */
    String fetch(int index) {
        return features.has(Feature.UIDONLY)
                ? "* " + known.get(index).uid() + " UIDFETCH ("
                : "* " + (index + 1) + " FETCH (";
    }

    /** Flags as FETCH writes them. */
    String flags(MessageRecord record) {
        List<String> names = new ArrayList<>(record.flags().names());
        if (features.tellsRecent() && isRecent(record.uid())) {
            names.add("\\Recent");
        }
        return "(" + String.join(" ", names) + ")";
    }

    /** Flags that may occur, as FLAGS writes them. */
    String possibleFlags() {
        String names = SYSTEM_FLAGS;
        if (!known.keywords().isEmpty()) {
            TreeSet<String> all = new TreeSet<>(Flags.SYSTEM);
            all.addAll(known.keywords());
            names = String.join(" ", all);
        }
        return "(" + names + ")";
    }

    /**
     * Indexes of the messages that a set names.
     *
     * @return empty when the set names a message number that does not exist
     */
    Optional<BitSet> indexes(SequenceSet set, boolean byUid) {
        if (set.saved()) {
            return Optional.of(indexesOf(saved));
        }
        BitSet found = new BitSet();
        int size = known.size();
        long largest = byUid ? (size == 0 ? 0 : known.get(size - 1).uid()) : size;
        for (SequenceSet.Range range : set.ranges()) {
            long low = range.low(largest);
            long high = range.high(largest);
            if (byUid) {
                found.set(index(known, low), Math.max(index(known, low), end(high)));
            } else if (low < 1 || high > size) {
                return Optional.empty();
            } else {
                found.set((int) low - 1, (int) high);
            }
        }
        return Optional.of(found);
    }

    private int end(long highest) {
        int at = known.indexOf(highest);
        return at < 0 ? -at - 1 : at + 1;
    }

    /** UIDs at indexes. */
    List<Long> uids(BitSet indexes) {
        List<Long> uids = new ArrayList<>();
        indexes.stream().forEach(i -> uids.add(known.get(i).uid()));
        return uids;
    }

    /** Remembers what a search has found, for {@code $} (RFC 5182). */
    void save(List<Long> uids) {
        saved = List.copyOf(uids);
    }

    /** Indexes of UIDs that the client knows. */
    BitSet indexesOf(Collection<Long> uids) {
        BitSet found = new BitSet();
        for (long uid : uids) {
            int at = known.indexOf(uid);
            if (at >= 0) {
                found.set(at);
            }
        }
        return found;
    }

    /** From now on this is what the client knows. */
    void moveTo(MailboxView now) {
        known = now;
    }

    /** Tells the client of changes. */
    ChangeTeller teller() {
        return teller;
    }

    /** Searches whose results the client is told of; empty until there has been one. */
    Optional<SearchContexts> contexts() {
        return contexts;
    }

    void keep(SearchContexts searches) {
        contexts = Optional.of(searches);
    }

    /** Flags that a STORE by this user can set, as PERMANENTFLAGS writes them (RFC 4314). */
    String permanentFlags() {
        AccessRights rights = rights();
        TreeSet<String> all = new TreeSet<>(Flags.SYSTEM);
        all.addAll(known.keywords());
        all.removeIf(flag -> !rights.mayChange(flag));
        List<String> names = new ArrayList<>(all);
        if (rights.has('w')) {
            names.add("\\*");
        }
        return "(" + String.join(" ", names) + ")";
    }

    private AccessRights rights() {
        try {
            return readOnly
                    ? AccessRights.NONE
                    : client.store().rights().of(client.identity(), mailbox.name());
        } catch (StoreException gone) {
            return AccessRights.NONE;
        }
    }

    @Override
    public void close() {
        try (mailbox) {
            subscription.close();
        } catch (Exception failed) {
            LOG.error("Closing {} failed", mailbox.name(), failed);
        }
    }
}
