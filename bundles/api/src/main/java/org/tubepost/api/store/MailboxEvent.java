// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Optional;

/**
 * Something happened in a mailbox.
 *
 * @param mailbox where
 * @param kind what
 * @param modSeq modification sequence of the change
 * @param change what is known of it without asking the store
 */
public record MailboxEvent(
        MailboxName mailbox, Kind kind, long modSeq, Optional<MailboxChange> change) {

    /** An event that only says "look again". */
    public MailboxEvent(MailboxName mailbox, Kind kind, long modSeq) {
        this(mailbox, kind, modSeq, Optional.empty());
    }

    /** Kinds of events. */
    public enum Kind {
        /** Delivered by a channel. */
        DELIVERED,
        /** Appended, copied or moved in. */
        APPENDED,
        /** Flags changed. */
        FLAGS,
        /** Expunged, moved out, or expired. */
        EXPUNGED,
        /** Folder made. */
        CREATED,
        /** Folder deleted. */
        DELETED,
        /** Folder renamed. */
        RENAMED
    }
}
