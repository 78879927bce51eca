// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.Locale;
import org.tubepost.api.store.MailboxName;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.MailboxUtf7;

/**
 * Names of folders as rule files write them: plain, or in modified UTF-7 as in the seed's files.
 */
final class Names {
    private Names() {}

    /** The name that is meant. */
    static String decoded(String written) {
        try {
            return MailboxUtf7.decode(written);
        } catch (BadCommandException plain) {
            return written;
        }
    }

    /** A pattern with owner and INBOX spelled as in the names that it is compared with. */
    static String pattern(String written) {
        String pattern = decoded(written);
        int owner = pattern.indexOf(MailboxName.SEPARATOR);
        int folder = pattern.indexOf(MailboxName.SEPARATOR, owner + 1);
        if (folder < 0) {
            return pattern.toLowerCase(Locale.ROOT);
        }
        String rest = pattern.substring(folder + 1);
        int end = MailboxName.INBOX.length();
        boolean inbox =
                rest.regionMatches(true, 0, MailboxName.INBOX, 0, end)
                        && (rest.length() == end || "/*%".indexOf(rest.charAt(end)) >= 0);
        return pattern.substring(0, folder + 1).toLowerCase(Locale.ROOT)
                + (inbox ? MailboxName.INBOX + rest.substring(end) : rest);
    }
}
