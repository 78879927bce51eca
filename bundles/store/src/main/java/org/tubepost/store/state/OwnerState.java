// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tubepost.api.store.MailboxName;

/**
 * An owner: folders by name, what the owner subscribed to, and what is remembered of both.
 * Immutable.
 *
 * @param owner id
 * @param partition where new messages go
 * @param folders by name
 * @param subscriptions names, existing or not
 * @param properties values by name; those of a folder go and move with it
 * @param version sequence number of the last change
 * @param base sequence number of the record from which on the log tells all of this owner
 */
public record OwnerState(
        String owner,
        String partition,
        NavigableMap<String, Folder> folders,
        NavigableSet<MailboxName> subscriptions,
        NavigableMap<Property, String> properties,
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
                Collections.emptyNavigableMap(),
                lsn,
                lsn);
    }

    /** With a folder added or replaced. */
    public OwnerState withFolder(String name, Folder folder, long lsn) {
        NavigableMap<String, Folder> more = new TreeMap<>(folders);
        more.put(name, folder);
        return with(more, properties, lsn);
    }

    /** Without a folder and what was remembered of it. */
    public OwnerState withoutFolder(String name, long lsn) {
        NavigableMap<String, Folder> less = new TreeMap<>(folders);
        less.remove(name);
        NavigableMap<Property, String> rest = new TreeMap<>(properties);
        rest.keySet().removeIf(p -> p.folder().equals(name));
        return with(less, rest, lsn);
    }

    /** With a folder under another name, and what is remembered of it. */
    public OwnerState renamed(String from, String to, Folder folder, long lsn) {
        NavigableMap<Property, String> moved = new TreeMap<>();
        propertiesOf(from)
                .forEach((p, value) -> moved.put(new Property(to, p.kind(), p.name()), value));
        OwnerState after = withoutFolder(from, lsn).withFolder(to, folder, lsn);
        moved.putAll(after.properties);
        return after.with(after.folders, moved, lsn);
    }

    /** With a property set, or removed if the value is empty. */
    public OwnerState withProperty(Property property, String value, long lsn) {
        NavigableMap<Property, String> changed = new TreeMap<>(properties);
        if (value.isEmpty()) {
            changed.remove(property);
        } else {
            changed.put(property, value);
        }
        return with(folders, changed, lsn);
    }

    /** What is remembered of a folder; of the owner if the name is empty. */
    public NavigableMap<Property, String> propertiesOf(String folder) {
        Property first = new Property(folder, Property.Kind.RIGHTS, "");
        Property behind = new Property(folder + '\0', Property.Kind.RIGHTS, "");
        return properties.subMap(first, true, behind, false);
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
                owner,
                partition,
                folders,
                Collections.unmodifiableNavigableSet(names),
                properties,
                lsn,
                base);
    }

    /** With new messages on another partition. */
    public OwnerState placed(String on, long lsn) {
        return new OwnerState(owner, on, folders, subscriptions, properties, lsn, base);
    }

    /** The same, told whole by the log from here on. */
    public OwnerState rebased(long lsn) {
        return new OwnerState(owner, partition, folders, subscriptions, properties, version, lsn);
    }

    /** True when folders exist below a name. */
    public boolean hasChildren(String name) {
        String below = folders.higherKey(name + MailboxName.SEPARATOR);
        return below != null && below.startsWith(name + MailboxName.SEPARATOR);
    }

    @Override
    public long memory() {
        long remembered = 0;
        for (String value : properties.values()) {
            remembered += 200 + value.length();
        }
        return 256 + 160L * folders.size() + 120L * subscriptions.size() + remembered;
    }

    /** Writes all. */
    public void encode(RecordWriter to) {
        to.text(owner).text(partition).number(version).number(base).number(folders.size());
        folders.forEach((n, f) -> to.text(n).number(f.mailbox()).text(f.specialUse()));
        to.number(subscriptions.size());
        subscriptions.forEach(n -> to.text(n.owner()).text(n.folder()));
        to.number(properties.size());
        properties.forEach(
                (p, value) -> {
                    p.encode(to);
                    to.text(value);
                });
    }

    /** Reads all. */
    public static OwnerState decode(RecordReader from) {
        OwnerState owner = decodeWithoutProperties(from);
        NavigableMap<Property, String> properties = new TreeMap<>();
        // The index of an earlier version ends here.
        for (int i = from.atEnd() ? 0 : from.count(); i > 0; i--) {
            properties.put(Property.decode(from), from.text());
        }
        return owner.with(owner.folders, properties, owner.version);
    }

    /** Tells of what {@link #encode} wrote whether it has a folder, and reads no further. */
    public static boolean hasFolder(RecordReader from) {
        from.text();
        from.text();
        from.number();
        from.number();
        return from.count() > 0;
    }

    /** Reads the form that had no properties. */
    static OwnerState decodeWithoutProperties(RecordReader from) {
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
                Collections.emptyNavigableMap(),
                version,
                base);
    }

    private OwnerState with(
            NavigableMap<String, Folder> changedFolders,
            NavigableMap<Property, String> changedProperties,
            long lsn) {
        return new OwnerState(
                owner,
                partition,
                Collections.unmodifiableNavigableMap(changedFolders),
                subscriptions,
                Collections.unmodifiableNavigableMap(changedProperties),
                lsn,
                base);
    }
}
