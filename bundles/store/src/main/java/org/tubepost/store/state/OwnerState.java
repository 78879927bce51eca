// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tubepost.api.store.MailboxName;

/**
 * An owner: folders by name, and what the owner subscribed to. Immutable.
 *
 * @param owner id
 * @param partition where new messages go
 * @param folders by name
 * @param subscriptions names, existing or not
 * @param version sequence number of the last change
 * @param base sequence number of the record from which on the log tells all of this owner
 */
public record OwnerState(
        String owner,
        String partition,
        NavigableMap<String, Folder> folders,
        NavigableSet<MailboxName> subscriptions,
        long version,
        long base)
        implements Versioned {

    /** A new owner. */
    public static OwnerState created(String owner, String partition, long lsn) {
        return new OwnerState(
                owner,
                partition,
                Collections.emptyNavigableMap(),
                Collections.emptyNavigableSet(),
                lsn,
                lsn);
    }

    /** With a folder added or replaced. */
    public OwnerState withFolder(String name, Folder folder, long lsn) {
        NavigableMap<String, Folder> more = new TreeMap<>(folders);
        more.put(name, folder);
        return with(more, lsn);
    }

    /** Without a folder. */
    public OwnerState withoutFolder(String name, long lsn) {
        NavigableMap<String, Folder> less = new TreeMap<>(folders);
        less.remove(name);
        return with(less, lsn);
    }

    /** With a name subscribed to or not. */
    public OwnerState subscribed(MailboxName name, boolean on, long lsn) {
        NavigableSet<MailboxName> names = new TreeSet<>(subscriptions);
        if (on) {
            names.add(name);
        } else {
            names.remove(name);
        }
        return new OwnerState(
                owner, partition, folders, Collections.unmodifiableNavigableSet(names), lsn, base);
    }

    /** With new messages on another partition. */
    public OwnerState placed(String on, long lsn) {
        return new OwnerState(owner, on, folders, subscriptions, lsn, base);
    }

    /** The same, told whole by the log from here on. */
    public OwnerState rebased(long lsn) {
        return new OwnerState(owner, partition, folders, subscriptions, version, lsn);
    }

    /** True when folders exist below a name. */
    public boolean hasChildren(String name) {
        String below = folders.higherKey(name + MailboxName.SEPARATOR);
        return below != null && below.startsWith(name + MailboxName.SEPARATOR);
    }

    @Override
    public long memory() {
        return 256 + 160L * folders.size() + 120L * subscriptions.size();
    }

    /** Writes all. */
    public void encode(RecordWriter to) {
        to.text(owner).text(partition).number(version).number(base).number(folders.size());
        folders.forEach((n, f) -> to.text(n).number(f.mailbox()).text(f.specialUse()));
        to.number(subscriptions.size());
        subscriptions.forEach(n -> to.text(n.owner()).text(n.folder()));
    }

    /** Reads all. */
    public static OwnerState decode(RecordReader from) {
        String owner = from.text();
        String partition = from.text();
        long version = from.number();
        long base = from.number();
        NavigableMap<String, Folder> folders = new TreeMap<>();
        for (int i = from.count(); i > 0; i--) {
            folders.put(from.text(), new Folder(from.number(), from.text()));
        }
        NavigableSet<MailboxName> names = new TreeSet<>();
        for (int i = from.count(); i > 0; i--) {
            names.add(new MailboxName(from.text(), from.text()));
        }
        return new OwnerState(
                owner,
                partition,
                Collections.unmodifiableNavigableMap(folders),
                Collections.unmodifiableNavigableSet(names),
                version,
                base);
    }

    private OwnerState with(NavigableMap<String, Folder> changed, long lsn) {
        return new OwnerState(
                owner,
                partition,
                Collections.unmodifiableNavigableMap(changed),
                subscriptions,
                lsn,
                base);
    }
}
