// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.List;
import org.tubepost.api.routing.ListTraffic;

/**
 * A mailing list, whether it is written in the alias file, in the alias database or in the
 * directory: who may post, who moderates, and what becomes of the copies.
 *
 * @param clauses who may post, in order
 * @param anyClause true when one clause that permits is enough, false when all must hold
 * @param byLogin true when the sender is who has logged in, not who the envelope names
 * @param moderators where posts go that are not permitted; empty without a moderator
 * @param moderating clauses any of which makes a sender a moderator
 * @param moderation which posts go to the moderators
 * @param holding clauses of which a match, or for those that permit a mismatch, holds the copies
 * @param rejectText text of a refusal; empty for the usual one
 * @param traffic what becomes of the copies
 * @param source where the list is defined, for explanations
 */
record MailingList(
        List<Clause> clauses,
        boolean anyClause,
        boolean byLogin,
        Destinations moderators,
        List<Clause> moderating,
        Moderation moderation,
        List<Clause> holding,
        String rejectText,
        Traffic traffic,
        String source) {

    MailingList {
        clauses = List.copyOf(clauses);
        moderating = List.copyOf(moderating);
        holding = List.copyOf(holding);
    }

    /** Which posts go to the moderators. */
    enum Moderation {
        /** None. */
        NONE,
        /** Those that are not permitted. */
        REFUSED_POSTS,
        /** All but the moderators' own; those that are not permitted are refused. */
        ALL_POSTS
    }

    /** True when the list is no more than a name for its members. */
    boolean isPlain() {
        return clauses.isEmpty()
                && moderation == Moderation.NONE
                && holding.isEmpty()
                && traffic.equals(Traffic.NOTHING);
    }

    /** What becomes of copies: the part of {@link ListTraffic} that does not depend on a post. */
    boolean changes(boolean hold) {
        return hold || !traffic.equals(Traffic.NOTHING);
    }
}
