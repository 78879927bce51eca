// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.MailboxUtf7;

/** What names of another server's folders become here. */
final class RemoteNames {
    private static final String INBOX = "INBOX";

    private final List<Responses.Namespace> namespaces;

    /** With the namespaces that the server told; empty if it knows none. */
    RemoteNames(List<Responses.Namespace> namespaces) {
        this.namespaces = namespaces;
    }

    /** The user's own ones, in the server's order. */
    List<RemoteFolder> folders(List<Responses.Listed> listed) {
        List<RemoteFolder> own = new ArrayList<>();
        for (Responses.Listed one : listed) {
            boolean inbox = one.wire().equalsIgnoreCase(INBOX);
            Responses.Namespace space = namespace(one.wire());
            String name = inbox ? INBOX : name(one, space.prefix());
            if ((inbox || space.personal()) && !name.isEmpty()) {
                own.add(new RemoteFolder(one.wire(), name, one.attributes()));
            }
        }
        return own;
    }

    /** The one with the longest prefix that fits. */
    private Responses.Namespace namespace(String wire) {
        Responses.Namespace found = new Responses.Namespace("", namespaces.isEmpty());
        for (Responses.Namespace each : namespaces) {
            boolean longer =
                    each.prefix().length() > found.prefix().length()
                            || each.prefix().length() == found.prefix().length() && each.personal();
            if (longer && wire.regionMatches(true, 0, each.prefix(), 0, each.prefix().length())) {
                found = each;
            }
        }
        return found;
    }

    private static String name(Responses.Listed listed, String prefix) {
        String own = listed.wire().substring(prefix.length());
        List<String> levels = new ArrayList<>();
        for (String level :
                listed.delimiter().isEmpty()
                        ? List.of(own)
                        : List.of(own.split(Pattern.quote(listed.delimiter())))) {
            if (!level.isEmpty()) {
                levels.add(decoded(level).replace('/', '_'));
            }
        }
        return String.join("/", levels);
    }

    private static String decoded(String level) {
        try {
            return MailboxUtf7.decode(level);
        } catch (BadCommandException other) {
            // Not what the standard wants, but a name.
            return level;
        }
    }
}
