// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;

/**
 * A mailbox opened by somebody whose rights were checked. Changes return when they are durable and
 * may block; reading does not block, except {@link #content}. Thread-safe.
 */
@ProviderType
public interface Mailbox extends AutoCloseable {

    /** Its present name; another than it was opened under once somebody has renamed it. */
    MailboxName name();

    /**
     * Never changes while the mailbox exists; larger after delete and create (RFC 3501 2.3.1.1).
     */
    long uidValidity();

    /** Stable id of the mailbox (RFC 8474). */
    String mailboxId();

    /** True when opened read-only, or without any right to change. */
    boolean isReadOnly();

    /**
     * The messages now. In the mailbox of another, {@code \Seen} is what the user who opened it has
     * read, here and in all that follows.
     */
    MailboxView view();

    /**
     * Messages that changed after a modification sequence, new ones included, by ascending UID.
     *
     * @param modSeq as known from an earlier view
     */
    List<MessageRecord> changedSince(long modSeq);

    /** UIDs expunged after a modification sequence, ascending. */
    List<Long> expungedSince(long modSeq);

    /**
     * UIDs from which on messages are recent for this session: no other session has been told of
     * them.
     *
     * @param claim true to tell other sessions that they are not recent any more (SELECT), false to
     *     look only (EXAMINE)
     */
    long firstRecentUid(boolean claim);

    /**
     * Content of a message; the caller closes it.
     *
     * @throws StoreException {@code EXPUNGEISSUED} when the message is gone, {@code UNAVAILABLE}
     *     when its partition is away for now
     */
    Content content(long uid) throws StoreException;

    /**
     * Changes flags. Those that whoever opened the mailbox may not change stay as they are (RFC
     * 4314 section 4).
     *
     * @param uids messages; absent ones are skipped
     * @param change the change
     * @param unchangedSince only messages whose modification sequence is not larger; negative for
     *     all
     * @return messages after the change; those missing were not changed because of {@code
     *     unchangedSince} or are gone
     * @throws StoreException {@code NOPERM} if none of it may be done
     */
    List<MessageRecord> changeFlags(Collection<Long> uids, FlagChange change, long unchangedSince)
            throws StoreException;

    /**
     * Expunges messages flagged {@code \Deleted}.
     *
     * @param uids only these; empty for all
     * @return UIDs expunged, ascending
     */
    List<Long> expunge(Optional<Collection<Long>> uids) throws StoreException;

    /**
     * Expunges messages whatever their flags are, because a rule of the administrator says so;
     * listeners learn that by {@link MailboxChange#isExpiry}. Administrators only.
     *
     * @param uids messages; absent ones are skipped
     * @param unchangedSince only messages whose modification sequence is not larger: what was
     *     judged by its flags is left when they have changed since
     * @return UIDs expunged, ascending
     */
    List<Long> expire(Collection<Long> uids, long unchangedSince) throws StoreException;

    /**
     * Copies messages into another mailbox, all or none, with flags and internal date.
     *
     * @return source and target UIDs pairwise, in ascending order of the source
     */
    CopyResult copyTo(Collection<Long> uids, MailboxName target) throws StoreException;

    /** As {@link #copyTo}, and expunges the source in the same record (RFC 6851). */
    CopyResult moveTo(Collection<Long> uids, MailboxName target) throws StoreException;

    /**
     * Appends a message to a mailbox and expunges one of this mailbox in the same record (RFC
     * 8508).
     *
     * @param uid the message that goes, whatever its flags are
     * @throws StoreException {@code EXPUNGEISSUED} when it is gone already
     */
    CopyResult replace(long uid, MailboxName target, AppendMessage message) throws StoreException;

    /**
     * Asks to be told of changes by anybody. The listener must return at once; it only means "look
     * again".
     *
     * @return closes the subscription
     */
    AutoCloseable listen(Runnable listener);

    /** True when the mailbox was deleted; the session should end. */
    boolean isGone();

    @Override
    void close();

    /**
     * What a copy made.
     *
     * @param uidValidity of the target
     * @param sourceUids copied messages
     * @param targetUids their UIDs in the target, in the same order
     */
    record CopyResult(long uidValidity, List<Long> sourceUids, List<Long> targetUids) {}
}
