// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Comparator;

/**
 * Name of something that is remembered of a folder or an owner.
 *
 * @param folder the folder; empty for the owner
 * @param kind what it is
 * @param name which of that kind
 */
public record Property(String folder, Kind kind, String name) implements Comparable<Property> {
    private static final Comparator<Property> ORDER =
            Comparator.comparing(Property::folder)
                    .thenComparing(Property::kind)
                    .thenComparing(Property::name);

    /** Kinds of properties; their order is part of the form on disk. */
    public enum Kind {
        /** Rights, by identifier. */
        RIGHTS,
        /** An annotation, by user (empty for shared ones), NUL and entry. */
        ANNOTATION,
        /** The owner may have rights on a folder of another one, {@code owner NUL folder}. */
        GRANT,
        /** A moment in the life of a quota, in seconds since 1970. */
        QUOTA,
        /** Half of a user's access key: of a folder, by user, or of all folders, without a name. */
        ACCESS_KEY,
        /**
         * What a restore that has not ended has made, by restore, NUL and number of the mailbox in
         * the backup (0 for the owner): UID up to which it has come back.
         */
        RESTORED
    }

    @Override
    public int compareTo(Property other) {
        return ORDER.compare(this, other);
    }

    void encode(RecordWriter to) {
        to.text(folder).number(kind.ordinal()).text(name);
    }

    static Property decode(RecordReader from) {
        return new Property(from.text(), Kind.values()[(int) from.number()], from.text());
    }
}
