// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.List;
import java.util.Optional;
import org.tubepost.aliases.Clause.Condition;
import org.tubepost.aliases.MailingList.Moderation;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;

/**
 * The one check of who may post, for lists of the alias file and of the directory: size that was
 * announced, moderators, clauses. Every clause that decides is told to the trace. One object for
 * one post and list.
 */
final class Posting {
    private final Question question;
    private final MailingList list;
    private final MailAddress name;
    private Poster poster;

    /** What becomes of a post. */
    sealed interface Decision {

        /**
         * It goes to the members.
         *
         * @param hold its copies are held
         * @param approved it needs no password, since a moderator posts
         */
        record Permitted(boolean hold, boolean approved) implements Decision {}

        /** It goes to the moderators instead. */
        record Moderated() implements Decision {}

        /** It goes back. */
        record Refused(Reply reply) implements Decision {}
    }

    Posting(Question question, MailingList list, MailAddress name) {
        this.question = question;
        this.list = list;
        this.name = name;
    }

    Decision decide() throws DirectoryUnavailableException {
        long announced = question.context().announcedSize();
        if (announced > list.traffic().sizeLimit()) {
            explain("announced size " + announced + " is too large");
            return new Decision.Refused(
                    Reply.of(
                            552,
                            "5.2.3",
                            name + " takes at most " + list.traffic().sizeLimit() + " octets"));
        }
        if (list.isPlain()) {
            return new Decision.Permitted(false, false);
        }
        poster = poster();
        if (moderates()) {
            return permitted(true);
        }
        Optional<String> refusal = refusal();
        if (list.moderation() == Moderation.ALL_POSTS && refusal.isEmpty()
                || list.moderation() == Moderation.REFUSED_POSTS && refusal.isPresent()) {
            explain("goes to the moderators");
            return new Decision.Moderated();
        }
        return refusal.isEmpty() ? permitted(false) : refused();
    }

    private Decision refused() {
        return new Decision.Refused(
                Reply.of(
                        550,
                        "5.7.2",
                        list.rejectText().isEmpty()
                                ? poster + " may not post to " + name
                                : list.rejectText()));
    }

    private Decision permitted(boolean approved) throws DirectoryUnavailableException {
        boolean hold = false;
        for (Clause clause : list.holding()) {
            if (holds(clause) != clause.permits()) {
                explain(clause.label() + ": copies are held");
                hold = true;
            }
        }
        explain(poster + " may post");
        return new Decision.Permitted(hold, approved);
    }

    private Poster poster() throws DirectoryUnavailableException {
        Optional<String> login = question.context().origin().authenticated();
        return list.byLogin() && login.isPresent()
                ? Poster.ofLogin(login, question.directory())
                : Poster.ofEnvelope(question.context().sender());
    }

    private boolean moderates() throws DirectoryUnavailableException {
        if (list.byLogin() && question.context().origin().authenticated().isEmpty()) {
            return false;
        }
        for (Clause clause : list.moderating()) {
            if (holds(clause)) {
                explain(clause.label() + ": " + poster + " is a moderator");
                return true;
            }
        }
        return false;
    }

    /** The clause that keeps the poster from posting; empty if none does. */
    private Optional<String> refusal() throws DirectoryUnavailableException {
        String unmet = "";
        boolean met = false;
        for (Clause clause : list.clauses()) {
            boolean matches = holds(clause);
            if (!clause.permits()) {
                if (matches) {
                    explain(clause.label() + ": " + why(clause.condition()));
                    return Optional.of(clause.label());
                }
            } else if (matches) {
                met = true;
                explain(clause.label() + ": permits " + poster);
                if (clause.decisive()) {
                    return Optional.empty();
                }
            } else {
                unmet = clause.label();
                explain(clause.label() + ": does not permit " + poster);
                if (!list.anyClause()) {
                    return Optional.of(unmet);
                }
            }
        }
        return met || unmet.isEmpty() ? Optional.empty() : Optional.of(unmet);
    }

    private String why(Condition condition) {
        if (condition instanceof Condition.Everybody everybody) {
            return everybody.why();
        }
        return condition instanceof Condition.Anonymous
                ? "a login is demanded"
                : poster + " is excluded";
    }

    private boolean holds(Clause clause) throws DirectoryUnavailableException {
        Condition condition = clause.condition();
        Origin origin = question.context().origin();
        if (condition instanceof Condition.Senders senders) {
            return Membership.of(question, poster, senders.set());
        } else if (condition instanceof Condition.Domains domains) {
            return poster.address()
                    .filter(a -> matches(domains.patterns(), a.asciiDomain()))
                    .isPresent();
        } else if (condition instanceof Condition.Channels channels) {
            return matches(channels.patterns(), origin.channel());
        } else if (condition instanceof Condition.Users users) {
            return origin.authenticated().filter(u -> matches(users.patterns(), u)).isPresent();
        } else if (condition instanceof Condition.Table table) {
            return yes(table.name());
        }
        return condition instanceof Condition.Everybody || origin.authenticated().isEmpty();
    }

    private static boolean matches(List<Glob> patterns, String text) {
        return patterns.stream().anyMatch(p -> p.matches(text));
    }

    /** Asks a mapping table {@code list|sender}; no such table, or none of its entries, is no. */
    private boolean yes(String table) throws DirectoryUnavailableException {
        String sender = poster.address().map(MailAddress::toString).orElse("");
        Probe probe =
                new Probe(
                        name + "|" + sender, "", question.context().rehearsal(), question.trace());
        try (Lease<MappingTables> tables = question.rooms().mappings()) {
            return tables.service()
                    .probe(question.context().generation(), table, probe)
                    .filter(r -> r.has('Y'))
                    .isPresent();
        }
    }

    private void explain(String result) {
        question.explain(name.toString(), result, list.source());
    }
}
