// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/**
 * One address on its way through the rules. A rule whose control sequence fails lets the next one
 * be tried; {@code A%B} begins again with the new address, a bounded number of times. An address
 * that arrives at a local channel with a percent sign or an exclamation point in its local part is
 * offered to the rules for {@code $%} and {@code $!}; where none applies it is a local part like
 * any other, and nothing is relayed.
 */
final class Rewriting implements RuleTable.Visitor {
    private static final int MAX_ROUNDS = 50;
    private static final Reply LOOP = Reply.of(550, "5.4.6", "rewrite rules loop for this address");
    private static final Reply NO_ADDRESS =
            Reply.of(550, "5.1.3", "rewrite rules make no valid address of this");
    private static final Reply AWAY =
            Reply.of(451, "4.4.3", "directory is not available, try again later");
    private static final Reply NO_ROUTINE =
            Reply.of(451, "4.4.3", "a rewrite routine is not available, try again later");

    private final RuleTable table;
    private final RewriteContext context;
    private final Services services;
    private MailAddress address;
    private String name;
    private String tag = "";
    private char position = 'A';
    private Route result;
    private boolean again;
    private Reply failure = FailureText.UNKNOWN;

    Rewriting(RuleTable table, RewriteContext context, Services services, MailAddress address) {
        this.table = table;
        this.context = context;
        this.services = services;
        look(address);
    }

    /** A name in A-labels meets its rules however it was written. */
    private void look(MailAddress next) {
        address = next;
        name = PatternText.isAscii(next.domain()) ? next.domain() : next.asciiDomain();
    }

    Route run() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            again = false;
            result = null;
            if (!table.visit(name, tag, this)) {
                return new Route.Refused(failure);
            }
            if (result instanceof Route.Found found) {
                result = LocalPart.mayNameHost(found) ? leftOver(found) : found;
            }
            if (!again) {
                return result;
            }
        }
        return new Route.Refused(LOOP);
    }

    /** Offers the percent hack or bang path of a local address to the rules for it. */
    private Route leftOver(Route.Found local) {
        boolean bangFirst = table.isBangFirst(context.sourceChannel());
        for (boolean bang : new boolean[] {bangFirst, !bangFirst}) {
            String pattern = bang ? PatternText.BANG : PatternText.PERCENT;
            if (!table.has(pattern, tag)) {
                continue;
            }
            Optional<MailAddress> inner = LocalPart.inner(local.address(), bang);
            if (inner.isEmpty()) {
                continue;
            }
            look(inner.get());
            position = bang ? 'X' : 'P';
            if (table.visitPattern(pattern, tag, Match.hack(name), this)) {
                return result;
            }
        }
        return local;
    }

    @Override
    public boolean visit(Rule rule, Match match) {
        Attempt attempt = new Attempt(rule, match, address, name, context, services);
        try {
            Rule whole = rule.form() == Rule.Form.DATABASE ? rule.database().rule(attempt) : rule;
            if (whole == null) {
                return failed(attempt);
            }
            return apply(whole == rule ? attempt : attempt.with(whole));
        } catch (DirectoryUnavailableException away) {
            return ended(attempt, new Route.Refused(AWAY), away.getMessage());
        } catch (IOException away) {
            return ended(attempt, new Route.Refused(NO_ROUTINE), away.getMessage());
        }
    }

    private boolean apply(Attempt attempt) throws IOException {
        Rule rule = attempt.rule();
        if (!rule.controls().allow(attempt, position)) {
            return failed(attempt);
        }
        String user = attempt.text(rule.user());
        String domain = user == null ? null : attempt.text(rule.domain());
        if (domain == null) {
            return failed(attempt);
        }
        if (!LocalPart.makesAddress(user, domain)) {
            return ended(attempt, new Route.Refused(NO_ADDRESS), "it makes no valid address");
        }
        MailAddress rewritten = new MailAddress(user, domain);
        return rule.form() == Rule.Form.AGAIN
                ? restart(attempt, rewritten)
                : arrive(attempt, rewritten);
    }

    private boolean restart(Attempt attempt, MailAddress rewritten) {
        look(rewritten);
        changeTag(attempt);
        again = true;
        attempt.outcome(() -> "again with " + rewritten);
        return true;
    }

    private void changeTag(Attempt attempt) {
        String next = attempt.rule().controls().tag();
        tag = next == null ? tag : next;
    }

    private boolean arrive(Attempt attempt, MailAddress rewritten) throws IOException {
        Rule rule = attempt.rule();
        String host = rule.host() == rule.domain() ? null : attempt.text(rule.host());
        if (host == null && rule.host() != rule.domain()) {
            return failed(attempt);
        }
        String channelHost = host == null ? rewritten.domain() : host;
        ChannelDefinition channel = table.channelOf(channelHost);
        if (channel == null) {
            return ended(
                    attempt,
                    new Route.Refused(rule.controls().reply().orElse(FailureText.UNKNOWN)),
                    "no channel has the host " + channelHost);
        }
        if (!rule.controls().allowDestination(attempt, channel)) {
            return failed(attempt);
        }
        Optional<String> nextHop = Optional.empty();
        if (rule.nextHop() != null) {
            nextHop = Optional.ofNullable(attempt.text(rule.nextHop()));
            if (nextHop.isEmpty()) {
                return failed(attempt);
            }
        }
        changeTag(attempt);
        Route.Found found = new Route.Found(unchanged(rewritten), channel, channelHost, nextHop);
        return ended(attempt, found, null);
    }

    /** A header field keeps the spelling of an international domain that rules leave alone. */
    private MailAddress unchanged(MailAddress rewritten) {
        return !context.envelope() && rewritten.domain().equals(name)
                ? rewritten.withDomain(address.domain())
                : rewritten;
    }

    private boolean failed(Attempt attempt) {
        attempt.outcome(() -> "does not apply, " + attempt.reason());
        failure = attempt.rule().controls().reply().orElse(FailureText.UNKNOWN);
        return false;
    }

    private boolean ended(Attempt attempt, Route route, String why) {
        result = route;
        attempt.outcome(() -> route instanceof Route.Found f ? shown(f) : why);
        return true;
    }

    private static String shown(Route.Found found) {
        return found.address()
                + " on channel "
                + found.channel().name()
                + found.nextHop().map(hop -> " by way of " + hop).orElse("");
    }
}
