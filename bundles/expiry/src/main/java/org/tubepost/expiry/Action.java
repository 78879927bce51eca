// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import org.tubepost.api.store.MailboxName;

/**
 * What happens to messages to which a rule applies.
 *
 * @param kind what
 * @param folder as written, of {@link Kind#FILE_INTO}; else empty
 */
record Action(Kind kind, String folder) {
    private static final String SHARED = "Shared Folders/User/";
    private static final String ADMINISTRATIVE = "user/";
    private static final String FILE_INTO = "fileinto:";

    static final Action DISCARD = new Action(Kind.DISCARD, "");

    /** Kinds of actions. */
    enum Kind {
        DISCARD,
        REPORT,
        FILE_INTO,
        /** A copy is kept in the {@link MailArchive}. */
        ARCHIVE
    }

    /**
     * Reads the value of the attribute.
     *
     * @throws IllegalArgumentException with a sentence if it is none
     */
    static Action of(String value) {
        if (value.regionMatches(true, 0, FILE_INTO, 0, FILE_INTO.length())) {
            String folder = Names.decoded(value.substring(FILE_INTO.length()).strip());
            Action action = new Action(Kind.FILE_INTO, folder);
            action.target(MailboxName.inbox("somebody"));
            return action;
        }
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "discard" -> DISCARD;
            case "report" -> new Action(Kind.REPORT, "");
            case "archive" -> new Action(Kind.ARCHIVE, "");
            default ->
                    throw new IllegalArgumentException(
                            "no such action: '"
                                    + value
                                    + "'; there are discard, report, archive and fileinto:FOLDER");
        };
    }

    /**
     * Where messages of a mailbox are filed: a folder of the same owner unless it names another.
     */
    MailboxName target(MailboxName source) {
        for (String prefix : new String[] {SHARED, ADMINISTRATIVE}) {
            if (folder.startsWith(prefix)) {
                int owner = prefix.length();
                int end = folder.indexOf(MailboxName.SEPARATOR, owner);
                return end <= owner
                        ? MailboxName.inbox(folder.substring(owner))
                        : new MailboxName(folder.substring(owner, end), folder.substring(end + 1));
            }
        }
        return new MailboxName(source.owner(), folder);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case DISCARD -> "discard";
            case REPORT -> "report";
            case FILE_INTO -> FILE_INTO + folder;
            case ARCHIVE -> "archive";
        };
    }
}
