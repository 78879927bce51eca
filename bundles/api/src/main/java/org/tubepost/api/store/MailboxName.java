// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Locale;

/**
 * Name of a folder in the administrative sense: {@code user/OWNER/FOLDER}.
 *
 * @param owner owner's id ({@code uid} or {@code uid@domain}), lower case
 * @param folder Unicode name with {@code /} as separator; {@code INBOX} in capitals whatever was
 *     given; never empty, no empty levels
 */
public record MailboxName(String owner, String folder) implements Comparable<MailboxName> {

    /** The folder that every user has. */
    public static final String INBOX = "INBOX";

    /** Separator of levels. */
    public static final char SEPARATOR = '/';

    /** Normalizes owner and INBOX. */
    public MailboxName {
        owner = owner.toLowerCase(Locale.ROOT);
        if (folder.equalsIgnoreCase(INBOX)) {
            folder = INBOX;
        } else if (folder.regionMatches(true, 0, INBOX + SEPARATOR, 0, INBOX.length() + 1)) {
            folder = INBOX + folder.substring(INBOX.length());
        }
        if (folder.isEmpty()
                || folder.charAt(0) == SEPARATOR
                || folder.charAt(folder.length() - 1) == SEPARATOR
                || folder.contains("//")) {
            throw new IllegalArgumentException("not a mailbox name: " + folder);
        }
    }

    /** INBOX of a user. */
    public static MailboxName inbox(String owner) {
        return new MailboxName(owner, INBOX);
    }

    /** True for INBOX itself. */
    public boolean isInbox() {
        return folder.equals(INBOX);
    }

    /** True when this folder is below another one of the same owner. */
    public boolean isBelow(MailboxName other) {
        return owner.equals(other.owner) && folder.startsWith(other.folder + SEPARATOR);
    }

    @Override
    public int compareTo(MailboxName other) {
        int byOwner = owner.compareTo(other.owner);
        return byOwner != 0 ? byOwner : folder.compareTo(other.folder);
    }

    /** The administrative form. */
    @Override
    public String toString() {
        return "user/" + owner + "/" + folder;
    }
}
