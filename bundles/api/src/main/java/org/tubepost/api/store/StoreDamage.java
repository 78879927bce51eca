// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * One thing of the store that is damaged, named as exactly as it is known.
 *
 * @param kind what kind of thing
 * @param owner owner of the mailbox; empty if the damage concerns no single one
 * @param folder folder in it; empty if the damage concerns no single one
 * @param uid UID of the message; 0 if it concerns no single one
 * @param messageId Message-ID of the message; empty if it cannot be read any more, or is none
 * @param file file of the damage; empty if there is none (it is gone, or not in a file)
 * @param offset first octet of the damage in the file, as near as it is known; -1 if unknown
 * @param detail for an administrator, one line
 * @param mended true if nothing is left to be done about it
 */
public record StoreDamage(
        Kind kind,
        String owner,
        String folder,
        long uid,
        String messageId,
        String file,
        long offset,
        String detail,
        boolean mended) {

    /** Kinds of damage. */
    public enum Kind {
        /** Records of the store's log. */
        LOG,
        /** The derived index. */
        INDEX,
        /** A snapshot of the derived index. */
        SNAPSHOT,
        /** Octets of a message. */
        CONTENT,
        /** The content of a message is not there. */
        MISSING,
        /** A content that no message uses. */
        ORPHAN,
        /** Something that was found at a start and cannot be read any more. */
        LOST
    }

    /** Damage that concerns no single message. */
    public static StoreDamage of(Kind kind, String file, long offset, String detail, boolean done) {
        return new StoreDamage(kind, "", "", 0, "", file, offset, detail, done);
    }
}
