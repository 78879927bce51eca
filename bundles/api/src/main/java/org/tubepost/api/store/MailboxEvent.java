// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * Something happened in a mailbox.
 *
 * @param mailbox where
 * @param kind what
 * @param modSeq modification sequence of the change
 */
public record MailboxEvent(MailboxName mailbox, Kind kind, long modSeq) {

    /** Kinds of events. */
    public enum Kind {
        /** Delivered by a channel. */
        DELIVERED,
        /** Appended, copied or moved in. */
        APPENDED,
        /** Flags changed. */
        FLAGS,
        /** Expunged or moved out. */
        EXPUNGED,
        /** Folder made. */
        CREATED,
        /** Folder deleted. */
        DELETED,
        /** Folder renamed. */
        RENAMED
    }
}
