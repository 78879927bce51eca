// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What backup and import need of the store: the whole of it at one moment, and a way to put
 * mailboxes back with the numbers that they had. For administrators' tools, which check nobody's
 * rights here. Changes are durable when their method returns.
 */
@ProviderType
public interface StoreArchive {

    /**
     * Id of the store's log; positions and mailbox numbers of another log mean nothing in this one.
     */
    String storeId();

    /** The store at this moment; the caller closes it, for it keeps expunged contents alive. */
    StoreSnapshot snapshot() throws StoreException;

    /**
     * Has later modification sequences be larger than one, so that a client that knew the store
     * that is put back here does not take new changes for old ones.
     */
    void advance(long modSeq) throws StoreException;

    /**
     * Makes an owner without any folder, INBOX included.
     *
     * @param partition where its messages go; the default if there is no such partition
     * @return false if there is such an owner already; nothing was changed
     */
    boolean restoreOwner(String owner, String partition) throws StoreException;

    /**
     * Deletes an owner who was made by a restore, with all folders, because a later backup knows
     * another one of the same id or none. Unlike {@link MessageStore#deleteOwner} it leaves what
     * that user has read in the folders of others, which each backup says of those folders.
     *
     * @throws StoreException {@code NONEXISTENT} if there is none
     */
    void removeOwner(String owner) throws StoreException;

    /**
     * Makes a folder of an owner, empty, and no parents.
     *
     * @param uidValidity of its mailbox; 0 for a name that only holds children
     * @param specialUse attribute of RFC 6154, or empty
     * @throws StoreException {@code ALREADYEXISTS} if there is such a folder
     */
    void restoreFolder(MailboxName name, long uidValidity, String specialUse) throws StoreException;

    /**
     * Gives a folder exactly these rights and annotations. Who is on the list finds the folder
     * among those shared with them, even if they come into being later.
     */
    void restoreAttributes(MailboxName name, StoreSnapshot.Attributes attributes)
            throws StoreException;

    /** Gives the account of an owner exactly these annotations. */
    void restoreAnnotations(String owner, List<StoreSnapshot.Annotation> annotations)
            throws StoreException;

    /**
     * Gives a mailbox that never had a message the UIDVALIDITY that it had elsewhere. Sessions that
     * have it open lose it.
     *
     * @param uidValidity 1 to 2^32 - 1
     * @return false if there were messages; nothing was changed
     */
    boolean restoreUidValidity(MailboxName name, long uidValidity) throws StoreException;

    /**
     * Adds messages, all or none.
     *
     * @param messages by ascending UID
     * @return their UIDs
     * @throws StoreException {@code CANNOT} if a UID was given in this mailbox before
     */
    List<Long> restoreMessages(MailboxName name, List<RestoredMessage> messages)
            throws StoreException;

    /**
     * Gives messages flags and one new modification sequence, even to those that have the flags.
     *
     * @param flags all flags of a message, by UID; absent messages are skipped
     */
    void restoreFlags(MailboxName name, Map<Long, Flags> flags) throws StoreException;

    /**
     * Has users other than the owner of a mailbox have read exactly these of some messages, and
     * gives a new modification sequence to those for which that changes something. Of the owner,
     * whose is the flag {@code \Seen}, nothing is changed. Users are taken a few at a time: after a
     * refusal some may have been changed.
     *
     * @param among UIDs of the messages; others stay read or not, absent ones are skipped
     * @param read tells by UID which of them a user has read; who is not named has read none
     * @return UIDs of the messages that were changed, ascending
     * @throws StoreException {@code CANNOT} for what cannot be the id of a user; nothing was
     *     changed
     */
    long[] restoreSeen(MailboxName name, long[] among, Map<String, LongPredicate> read)
            throws StoreException;

    /** Has the next message of a mailbox get at least this UID. */
    void restoreUidNext(MailboxName name, long uidNext) throws StoreException;

    /**
     * What was noted of a restore that has not ended.
     *
     * @param restore its name
     * @return numbers by numbers, as noted; nothing of an owner who is not there
     */
    Map<Long, Long> restored(String owner, String restore) throws StoreException;

    /**
     * Notes with an owner how far a restore is, so that it can go on when it was broken off. The
     * note stays when folders go or change their names, and goes with the owner.
     *
     * @param restore its name, without NUL
     * @param notes numbers by numbers, both the restore's own; a negative one forgets
     */
    void noteRestored(String owner, String restore, Map<Long, Long> notes) throws StoreException;
}
