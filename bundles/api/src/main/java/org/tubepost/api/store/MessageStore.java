// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.security.Identity;

/**
 * Owns mailboxes: names, UIDs, modification sequences, flags. Contents are kept by partitions, once
 * per partition however many mailboxes hold them; metadata is in the store's journal, whose
 * sequence number is the modification sequence. Every change is durable when its method returns.
 * While a partition is away for a moment the store waits for it, then answers {@code UNAVAILABLE}.
 *
 * <p>A user's INBOX and the folders with special use exist from the first delivery or login on.
 */
@ProviderType
public interface MessageStore {

    /**
     * Delivers a message, once per target however often it is called with the same key.
     *
     * @param key names the attempt's message and survives restarts, for instance queue entry
     *     number; remembered per mailbox for at least ten days
     * @param targets at least one
     * @param content the message
     * @param received internal date
     * @return a result for each target, in order
     * @throws StoreException when no target could be tried
     */
    List<DeliveryResult> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received)
            throws StoreException;

    /**
     * Opens a mailbox.
     *
     * @param readOnly true to forbid changes through the result
     */
    Mailbox open(Identity who, MailboxName name, boolean readOnly) throws StoreException;

    /** Opens a sink for a message to be appended to a mailbox. */
    ContentSink begin(Identity who, MailboxName target, long expectedSize) throws StoreException;

    /**
     * Appends messages, all or none.
     *
     * @return UIDs in order, and the validity
     */
    Mailbox.CopyResult append(Identity who, MailboxName target, List<AppendMessage> messages)
            throws StoreException;

    /** Folders of an owner that the asking user may see, by name. */
    List<MailboxInfo> list(Identity who, String owner) throws StoreException;

    /** Names that the user subscribed to, existing or not. */
    List<MailboxName> subscriptions(Identity who) throws StoreException;

    /** Makes a folder and its missing parents; the special use may be empty. */
    MailboxInfo create(Identity who, MailboxName name, Optional<String> specialUse)
            throws StoreException;

    /** Deletes a folder with its messages; with children a name without messages is left. */
    void delete(Identity who, MailboxName name) throws StoreException;

    /** Renames a folder and those below it; INBOX moves its messages and stays, empty. */
    void rename(Identity who, MailboxName from, MailboxName to) throws StoreException;

    /** Subscribes or unsubscribes. */
    void subscribe(Identity who, MailboxName name, boolean subscribed) throws StoreException;

    /** Figures of a folder without opening it. */
    MailboxStatus status(Identity who, MailboxName name) throws StoreException;

    /** Who may do what with folders. */
    FolderRights rights();

    /** Notes on folders and accounts. */
    Annotations annotations();

    /** Secrets behind authorized URLs. */
    AccessKeys accessKeys();

    /** How full mailboxes are. */
    Quotas quotas();

    /** Owners that have a mailbox, by id. */
    List<String> owners();

    /** Deletes all folders of an owner. Administrators only. */
    void deleteOwner(Identity who, String owner) throws StoreException;

    /**
     * Moves an owner to another partition while mail comes and is read. New messages go there at
     * once; those that are elsewhere are copied, and appear there, some at a time. UIDs, flags,
     * modification sequences and ids stay. What was stopped or failed is continued by the next
     * call. A message that cannot be read stays where it is. Administrators only.
     *
     * @param partition name of one that is there
     * @param progress told now and then; answers false to stop
     * @return how far it came
     */
    Move move(Identity who, String owner, String partition, Predicate<Move> progress)
            throws StoreException;

    /**
     * How far a move is.
     *
     * @param messages moved so far
     * @param octets of these
     * @param left messages that are on other partitions
     */
    record Move(long messages, long octets, long left) {}

    /**
     * Figures of a folder.
     *
     * @param messages number of messages
     * @param recent messages no session was told of
     * @param unseen messages without {@code \Seen}, as who asks sees them
     * @param octets size of all messages
     * @param uidNext next UID
     * @param uidValidity validity
     * @param highestModSeq highest modification sequence
     * @param mailboxId stable id
     */
    record MailboxStatus(
            int messages,
            int recent,
            int unseen,
            long octets,
            long uidNext,
            long uidValidity,
            long highestModSeq,
            String mailboxId) {}
}
