// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;

/**
 * The store as it was after one record of its log, whatever happens to it meanwhile; read piece by
 * piece. May be used by several threads.
 */
@ProviderType
public interface StoreSnapshot extends AutoCloseable {

    /** Sequence number of that record: no modification sequence in here is larger. */
    long position();

    /** Owners, in order of their ids, and others of whom only shares are known. */
    List<String> owners();

    /** An owner; empty if there was none with a folder. */
    Optional<Owner> owner(String id) throws StoreException;

    /**
     * A mailbox, read whole.
     *
     * @param number as {@link Folder#mailbox} says it
     */
    Optional<Messages> mailbox(long number) throws StoreException;

    @Override
    void close();

    /**
     * An owner.
     *
     * @param id its id
     * @param partition where its messages are
     * @param folders by name
     * @param subscriptions names that it subscribed to, existing or not
     * @param annotations those of the account
     */
    record Owner(
            String id,
            String partition,
            List<Folder> folders,
            List<MailboxName> subscriptions,
            List<Annotation> annotations) {}

    /**
     * A folder.
     *
     * @param name its name
     * @param mailbox number of its mailbox, the same after a rename and never used again; 0 for a
     *     name that only holds children
     * @param specialUse attribute of RFC 6154, or empty
     * @param attributes what clients have said about it
     */
    record Folder(MailboxName name, long mailbox, String specialUse, Attributes attributes) {}

    /**
     * Rights and annotations of a folder.
     *
     * @param rights its list by identifier, as {@link FolderRights#list} has it
     * @param annotations of all users
     */
    record Attributes(SortedMap<String, AccessRights> rights, List<Annotation> annotations) {

        /** Of a folder about which nobody has said anything. */
        public static final Attributes NONE =
                new Attributes(Collections.emptySortedMap(), List.of());

        /** Copies the lists. */
        public Attributes {
            rights = Collections.unmodifiableSortedMap(new TreeMap<>(rights));
            annotations = List.copyOf(annotations);
        }
    }

    /**
     * A note on a folder or an account (RFC 5464).
     *
     * @param user who wrote it and alone sees it; empty for a shared one
     * @param entry its name, as in {@link Annotations}
     * @param value one octet in each character
     */
    record Annotation(String user, String entry, String value) {}

    /**
     * Messages of a mailbox in a row: those that are there and have a UID in between.
     *
     * @param first the smallest UID
     * @param last the largest; the same for one message
     */
    record UidRange(long first, long last) {

        /** Refuses what is no range. */
        public UidRange {
            if (first > last) {
                throw new IllegalArgumentException("a range that ends before it begins");
            }
        }
    }

    /** The messages of a mailbox. */
    @ProviderType
    interface Messages {

        /** UIDVALIDITY of the mailbox. */
        long uidValidity();

        /** The messages. */
        MailboxView view();

        /**
         * What users other than the owner have read, by their ids; ascending ranges. Each begins
         * and ends with messages that are there and stands for all that are there in between,
         * whatever numbers are missing, of which there may be very many.
         */
        NavigableMap<String, List<UidRange>> seen();

        /** UIDs expunged after a modification sequence, ascending; more if that is long ago. */
        List<Long> expungedSince(long modSeq);

        /**
         * Content of a message; the caller closes it.
         *
         * @throws IOException if it cannot be read
         */
        Content content(long uid) throws IOException;
    }
}
