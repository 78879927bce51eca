// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.RewriteRule;

/**
 * The rules of one generation by pattern, and its channels by host. Immutable after construction; a
 * lookup asks the index for each pattern in the order of the reference, so its cost does not depend
 * on the number of rules.
 */
final class RuleTable {
    private final List<Rule> rules = new ArrayList<>();
    private final PatternIndex index;
    private final Map<String, ChannelDefinition> channelsByHost = new HashMap<>();
    private final Set<String> bangFirst = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final boolean mayChangeHeaders;

    /** Takes the rules that match, one after the other. */
    interface Visitor {
        /** True to stop. */
        boolean visit(Rule rule, Match match);
    }

    RuleTable(Generation generation) {
        generation.channels().values().forEach(this::channel);
        generation.rewriteRules().forEach(this::compile);
        index = PatternIndex.of(rules);
        mayChangeHeaders = rules.stream().anyMatch(new HeaderAnalysis(rules)::mayChange);
    }

    private void channel(ChannelDefinition channel) {
        channelsByHost.put(channel.officialHost().toLowerCase(Locale.ROOT), channel);
        channel.hostAliases()
                .forEach(alias -> channelsByHost.put(alias.toLowerCase(Locale.ROOT), channel));
        channel.lastOf("bangoverpercent", "nobangoverpercent")
                .filter("bangoverpercent"::equals)
                .ifPresent(set -> bangFirst.add(channel.name()));
    }

    private void compile(RewriteRule source) {
        try {
            Rule rule = TemplateCompiler.compile(source);
            rules.add(rule);
            PatternText.problem(source.pattern())
                    .ifPresent(text -> warn(source, "it matches nothing: " + text));
            if (rule.controls().isSourceRouteOnly()) {
                warn(source, "it is never used: source routes are ignored (RFC 5321)");
            }
            unknownHost(rule)
                    .ifPresent(host -> warn(source, "no channel has the host '" + host + "'"));
        } catch (TemplateSyntaxException broken) {
            problem(source, Problem.Severity.ERROR, broken.getMessage());
        }
    }

    /** The host of a template that leads nowhere, unless the rule says that it is meant so. */
    private Optional<String> unknownHost(Rule rule) {
        boolean fixed =
                rule.host().size() == 1
                        && rule.host().get(0) instanceof Piece.Plain
                        && rule.controls().reply().isEmpty();
        return fixed
                ? Optional.of(((Piece.Plain) rule.host().get(0)).plain())
                        .filter(host -> channelOf(host) == null)
                : Optional.empty();
    }

    private void warn(RewriteRule source, String text) {
        problem(source, Problem.Severity.WARNING, text);
    }

    private void problem(RewriteRule source, Problem.Severity severity, String text) {
        problems.add(
                new Problem(
                        source.location(),
                        severity,
                        "rewrite rule " + source.pattern() + ": " + text));
    }

    List<Problem> problems() {
        return problems;
    }

    /** Whether an address of a header field may come out differently. */
    boolean mayChangeHeaders() {
        return mayChangeHeaders;
    }

    /** The channel with this host, in any case; null if there is none. */
    ChannelDefinition channelOf(String host) {
        return channelsByHost.get(host.toLowerCase(Locale.ROOT));
    }

    /** Whether {@code a!b%c} from this channel is the host a rather than the host c. */
    boolean isBangFirst(String sourceChannel) {
        return bangFirst.contains(sourceChannel);
    }

    /** Shows the rules of one pattern. */
    boolean visitPattern(String pattern, String tag, Match match, Visitor visitor) {
        return offer(index.find(tag, pattern), match, visitor);
    }

    /** Whether a pattern has rules. */
    boolean has(String pattern, String tag) {
        return index.find(tag, pattern).length > 0;
    }

    /**
     * Shows the rules that match a domain in the order to try them.
     *
     * @param domain lower case
     * @param tag put before every pattern; usually empty
     * @param visitor answers true to stop
     * @return true if the visitor stopped
     */
    boolean visit(String domain, String tag, Visitor visitor) {
        Rule[] all = index.find(tag, PatternText.ALL);
        if (all.length > 0 && offer(all, Match.everything(domain), visitor)) {
            return true;
        }
        return domain.startsWith("[") && domain.endsWith("]")
                ? visitLiteral(domain, tag, visitor)
                : visitName(domain, tag, visitor);
    }

    private boolean visitLiteral(String domain, String tag, Visitor visitor) {
        String given = domain.substring(1, domain.length() - 1);
        boolean ipv6 = Ipv6Text.isIpv6(given);
        String inner = ipv6 ? Ipv6Text.spelled(given) : given;
        Rule[] whole = index.find(tag, "[" + inner + "]");
        if (offer(whole, Match.literal(domain, domain, ""), visitor)) {
            return true;
        }
        char separator = ipv6 ? ':' : '.';
        for (int end = inner.lastIndexOf(separator);
                end >= 0;
                end = inner.lastIndexOf(separator, end - 1)) {
            String known = "[" + inner.substring(0, end + 1) + "]";
            Rule[] found = index.find(tag, known);
            if (found.length > 0
                    && offer(
                            found,
                            Match.literal(domain, known, inner.substring(end + 1)),
                            visitor)) {
                return true;
            }
        }
        return offer(index.find(tag, "[]"), Match.literal(domain, "[]", given), visitor);
    }

    private boolean visitName(String domain, String tag, Visitor visitor) {
        Rule[] whole = index.find(tag, domain);
        if (whole.length > 0 && !domain.equals(".") && offer(whole, Match.exact(domain), visitor)) {
            return true;
        }
        int gone = 0;
        int end = -1;
        while (end < domain.length()) {
            int dot = domain.indexOf('.', end + 1);
            end = dot < 0 ? domain.length() : dot;
            gone++;
            if (visitEnd(domain, tag, gone, end, visitor)) {
                return true;
            }
        }
        Rule[] last = index.find(tag, ".");
        return last.length > 0 && offer(last, Match.everything(domain), visitor);
    }

    /** Patterns that spell out the name from one of its dots on, with most wildcards first. */
    private boolean visitEnd(String domain, String tag, int gone, int end, Visitor visitor) {
        int most = Math.min(gone, index.mostStars());
        int cut = end;
        for (int i = 0; i < most; i++) {
            cut = domain.lastIndexOf('.', cut - 1);
        }
        for (int stars = most; stars >= 0; stars--) {
            // What is left of a name with a dot at its end is no pattern either.
            boolean nothing = stars == 0 && end >= domain.length() - 1;
            if (!nothing && index.hasStars(stars, stars < gone)) {
                Rule[] found = index.find(tag, stars, stars < gone, domain, end);
                if (found.length > 0
                        && offer(found, Match.ending(domain, Math.max(0, cut), end), visitor)) {
                    return true;
                }
            }
            cut = stars > 1 ? domain.indexOf('.', cut + 1) : end;
        }
        return false;
    }

    private static boolean offer(Rule[] candidates, Match match, Visitor visitor) {
        for (Rule rule : candidates) {
            if (visitor.visit(rule, match)) {
                return true;
            }
        }
        return false;
    }
}
