// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Step;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.ListTraffic;

/**
 * An alias expanded: its addresses, and those of plain aliases in it, each once and without
 * recursion, so that circles end. Lists in it go back to the one who asks: each list has posting
 * rules and copies of its own. An alias that names itself means the user or group of that name, so
 * that a copy can stay: {@code alice: alice, archive@example.net}.
 */
final class AliasExpansion {
    private static final String WILD = "+*";

    private final Question question;
    private final Targets targets = new Targets();
    private final Set<String> seen = new HashSet<>();
    private final Deque<AliasTable.Match> waiting = new ArrayDeque<>();
    private Optional<ListTraffic> hidden = Optional.empty();
    private Optional<Reply> refusal = Optional.empty();
    private boolean circle;

    AliasExpansion(Question question) {
        this.question = question;
    }

    Expansion run(AliasTable.Match match) throws DirectoryUnavailableException {
        CompiledAlias alias = match.alias();
        explain(match);
        if (alias.list().isEmpty()) {
            return members(match, Optional.empty());
        }
        return new Copies(question, alias.list().get(), match.name())
                .to(traffic -> members(match, traffic));
    }

    private Expansion members(AliasTable.Match match, Optional<ListTraffic> traffic)
            throws DirectoryUnavailableException {
        seen.add(match.alias().key());
        waiting.add(match);
        while (!waiting.isEmpty()) {
            AliasTable.Match next = waiting.remove();
            for (MailAddress address : next.alias().targets().resolved(question)) {
                follow(detailed(address, next.detail()), next);
            }
        }
        if (targets.count() > 0) {
            return new Expansion.Expanded(targets.list(), traffic.or(() -> hidden));
        }
        if (refusal.isPresent()) {
            return new Expansion.Refused(refusal.get());
        }
        return new Expansion.Refused(
                circle
                        ? Reply.of(550, "5.4.6", match.name() + " leads in a circle")
                        : Reply.of(550, "5.2.4", match.name() + " has no members"));
    }

    /** {@code name+*} takes the sub-address of the alias. */
    private static MailAddress detailed(MailAddress address, String detail) {
        String local = address.localPart();
        if (!local.endsWith(WILD)) {
            return address;
        }
        String base = local.substring(0, local.length() - WILD.length());
        return address.withLocalPart(detail.isEmpty() ? base : base + "+" + detail);
    }

    private void follow(MailAddress address, AliasTable.Match in)
            throws DirectoryUnavailableException {
        Optional<AliasTable.Match> nested = nested(address, in);
        if (nested.isEmpty() || !nested.get().alias().isPlain() && !isSame(nested.get(), in)) {
            targets.elsewhere(address);
        } else if (isSame(nested.get(), in)) {
            itself(nested.get().name());
        } else if (seen.add(nested.get().alias().key())) {
            explain(nested.get());
            waiting.add(nested.get());
        } else {
            circle = true;
            question.explain(address.toString(), "seen before", nested.get().alias().source());
        }
    }

    private static boolean isSame(AliasTable.Match one, AliasTable.Match other) {
        return one.alias().key().equals(other.alias().key());
    }

    /** Only addresses of the domain at hand and of this host are known to be local. */
    private Optional<AliasTable.Match> nested(MailAddress address, AliasTable.Match in) {
        String domain = address.asciiDomain();
        if (address.isUnqualified()) {
            Optional<AliasTable.Match> own = question.alias(address.withDomain(in.name().domain()));
            return own.isPresent() && isSame(own.get(), in)
                    ? own
                    : question.alias(question.qualified(address));
        }
        return domain.equals(in.name().asciiDomain())
                        || domain.equals(question.aliases().localHost())
                ? question.alias(address)
                : Optional.empty();
    }

    /** The user or group that the alias hides, under its own rules. */
    private void itself(MailAddress name) throws DirectoryUnavailableException {
        if (question.directory().find(name).isEmpty()) {
            circle = true;
            question.explain(name.toString(), "leads to itself, and is no user or group", "");
            return;
        }
        Expansion expansion = new EntryExpansion(question, name).run();
        if (expansion instanceof Expansion.Refused refused) {
            question.explain(name.toString(), refused.reply().toString(), "");
            refusal = Optional.of(refused.reply());
        } else if (expansion instanceof Expansion.Expanded expanded) {
            expanded.targets().forEach(targets::add);
            hidden = expanded.list();
        }
    }

    private void explain(AliasTable.Match match) {
        CompiledAlias alias = match.alias();
        question.trace()
                .add(
                        () ->
                                new Step(
                                        "aliases",
                                        match.name().toString(),
                                        alias.toString(),
                                        alias.source()));
    }
}
