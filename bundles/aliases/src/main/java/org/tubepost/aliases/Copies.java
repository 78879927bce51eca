// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.Optional;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.ListTraffic;

/** What a decision about a post to a list makes of it. */
final class Copies {
    private final Question question;
    private final MailingList list;
    private final MailAddress name;

    /** Finds the members of the list. */
    interface Members {
        Expansion expand(Optional<ListTraffic> traffic) throws DirectoryUnavailableException;
    }

    Copies(Question question, MailingList list, MailAddress name) {
        this.question = question;
        this.list = list;
        this.name = name;
    }

    Expansion to(Members members) throws DirectoryUnavailableException {
        Posting.Decision decision = new Posting(question, list, name).decide();
        if (decision instanceof Posting.Decision.Refused refused) {
            return new Expansion.Refused(refused.reply());
        } else if (decision instanceof Posting.Decision.Moderated) {
            return moderated();
        }
        Posting.Decision.Permitted permitted = (Posting.Decision.Permitted) decision;
        if (!list.changes(permitted.hold())) {
            return members.expand(Optional.empty());
        }
        ListTraffic traffic = list.traffic().of(name, permitted.hold());
        return members.expand(
                Optional.of(permitted.approved() ? traffic.withoutPassword() : traffic));
    }

    /** To the moderators, unchanged: the message is not list traffic yet. */
    private Expansion moderated() throws DirectoryUnavailableException {
        Targets targets = new Targets();
        list.moderators().resolved(question).forEach(targets::elsewhere);
        return targets.count() == 0
                ? new Expansion.Refused(
                        Reply.of(550, "5.7.2", name + " is moderated and has no moderator"))
                : new Expansion.Expanded(targets.list(), Optional.empty());
    }
}
