// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.List;
import org.tubepost.api.store.MailboxName;

/**
 * One step of a log record. A record is a list of steps that happen together or not at all; its
 * sequence number is the modification sequence of everything it changes. The same code applies a
 * step when it is made and when the log is replayed, and a step whose subject is not known (its
 * beginning was reclaimed; an image follows) changes nothing.
 */
public sealed interface Op {

    /** An owner came into being. */
    record CreateOwner(String owner, String partition) implements Op {}

    /** New messages of an owner go to another partition from here on. */
    record PlaceOwner(String owner, String partition) implements Op {}

    /** An owner and all subscriptions went; its folders went by steps of their own. */
    record DeleteOwner(String owner) implements Op {}

    /** A folder came into being; with an empty mailbox. */
    record CreateFolder(MailboxName name, long mailbox, long uidValidity, String specialUse)
            implements Op {}

    /** A mailbox went with its messages; its name stays for the children or goes. */
    record DeleteFolder(MailboxName name, long mailbox, boolean keepName) implements Op {}

    /** A folder got another name of the same owner; mailbox 0 for a name without messages. */
    record RenameFolder(MailboxName from, MailboxName to, long mailbox) implements Op {}

    /** A user subscribed or unsubscribed. */
    record Subscribe(String user, MailboxName name, boolean on) implements Op {}

    /** Something is remembered of an owner or a folder; an empty value forgets it. */
    record SetProperty(String owner, Property property, String value) implements Op {}

    /**
     * What is expunged of a mailbox is kept from here on, see {@link MailboxState#binOf}.
     *
     * @param mailbox the mailbox
     * @param name its name at this moment
     */
    record CreateBin(long mailbox, MailboxName name) implements Op {}

    /** Messages came into a mailbox. */
    record Add(long mailbox, List<Row> rows) implements Op {}

    /** Messages got other flags. */
    record SetFlags(long mailbox, List<FlagGroup> groups) implements Op {}

    /**
     * Users who are not the owner have read messages.
     *
     * @param readers who, and which
     * @param on false when they want to read them again
     */
    record MarkSeen(long mailbox, Readers readers, boolean on) implements Op {}

    /** What a user has read of a mailbox is forgotten, for that user is no more. */
    record ForgetReader(long mailbox, String user) implements Op {}

    /** Messages went. */
    record Expunge(long mailbox, long[] uids) implements Op {}

    /**
     * UIDs below this one were given before this log knew the mailbox, by the store whose backup it
     * comes from; those that are not there were expunged.
     */
    record SkipUids(long mailbox, long uidNext) implements Op {}

    /** Contents of messages lie elsewhere; nothing that a client sees is changed. */
    record Relocate(long mailbox, List<Relocation> relocations) implements Op {}

    /** A session was told of the messages below a UID. */
    record ClaimRecent(long mailbox, long uid) implements Op {}

    /**
     * A piece of the image of a whole mailbox: what came before in the log about it is not needed
     * any more.
     *
     * @param mailbox which
     * @param part 0 to parts - 1
     * @param parts how many pieces there are
     * @param bytes the piece
     */
    record MailboxImage(long mailbox, int part, int parts, byte[] bytes) implements Op {}

    /** The image of a whole owner. */
    record OwnerImage(OwnerState state) implements Op {}

    /** What numbers were given out; written with images. */
    record Counters(long nextMailbox, long lastUidValidity) implements Op {}
}
