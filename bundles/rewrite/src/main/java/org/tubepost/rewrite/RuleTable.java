// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.RewriteRule;

/**
 * The rules of one generation by pattern, and its channels by host. Immutable after construction; a
 * lookup asks the hash table for each tag in the order of the reference, so its cost does not
 * depend on the number of rules.
 */
final class RuleTable {
    /**
     * Deeper names are looked up as if they ended here: nobody owns them, and the cost is
     * quadratic.
     */
    private static final int MAX_LABELS = 32;

    static final String ALL = "$*";
    static final String PERCENT = "$%";
    static final String BANG = "$!";

    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final Map<String, ChannelDefinition> channelsByHost = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int mostWildcards;

    RuleTable(Generation generation) {
        for (RewriteRule source : generation.rewriteRules()) {
            try {
                String pattern = source.pattern().toLowerCase(Locale.ROOT);
                if (!pattern.startsWith("$")) {
                    int stars = (int) pattern.chars().filter(c -> c == '*').count();
                    mostWildcards = Math.max(mostWildcards, stars);
                }
                rules.computeIfAbsent(pattern, p -> new ArrayList<>(1))
                        .add(TemplateCompiler.compile(source));
            } catch (TemplateSyntaxException broken) {
                problems.add(
                        new Problem(
                                source.location(),
                                Problem.Severity.ERROR,
                                "rewrite rule " + source.pattern() + ": " + broken.getMessage()));
            }
        }
        for (RewriteRule source : generation.rewriteRules()) {
            if (source.pattern().equals(PERCENT) || source.pattern().equals(BANG)) {
                problems.add(
                        new Problem(
                                source.location(),
                                Problem.Severity.WARNING,
                                "rule " + source.pattern() + " is not in force yet"));
            }
        }
        for (ChannelDefinition channel : generation.channels().values()) {
            channelsByHost.put(channel.officialHost(), channel);
            channel.hostAliases().forEach(alias -> channelsByHost.put(alias, channel));
        }
    }

    List<Problem> problems() {
        return problems;
    }

    ChannelDefinition channelOf(String host) {
        return channelsByHost.get(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Shows the rules that match a domain in the order to try them.
     *
     * @param domain lower case
     * @param tag put before every pattern; usually empty
     * @param visitor answers true to stop
     * @return true if the visitor stopped
     */
    boolean visit(String domain, String tag, BiPredicate<Rule, Match> visitor) {
        if (offer(tag + ALL, new Match("", domain, "", List.of()), visitor)) {
            return true;
        }
        return domain.startsWith("[") && domain.endsWith("]")
                ? visitLiteral(domain, tag, visitor)
                : visitName(domain, tag, visitor);
    }

    private boolean visitLiteral(String domain, String tag, BiPredicate<Rule, Match> visitor) {
        String inner = domain.substring(1, domain.length() - 1);
        if (offer(tag + domain, new Match(domain, "", "", List.of()), visitor)) {
            return true;
        }
        for (int dot = inner.lastIndexOf('.'); dot >= 0; dot = inner.lastIndexOf('.', dot - 1)) {
            String known = "[" + inner.substring(0, dot + 1) + "]";
            Match match = new Match(known, "", inner.substring(dot + 1), List.of());
            if (offer(tag + known, match, visitor)) {
                return true;
            }
        }
        return offer(tag + "[]", new Match("[]", "", inner, List.of()), visitor);
    }

    private boolean visitName(String domain, String tag, BiPredicate<Rule, Match> visitor) {
        if (offer(tag + domain, new Match(domain, "", "", List.of()), visitor)) {
            return true;
        }
        String[] labels = domain.split("\\.", MAX_LABELS);
        for (int gone = 1; gone <= labels.length; gone++) {
            String rest = String.join(".", Arrays.asList(labels).subList(gone, labels.length));
            String tail = rest.isEmpty() ? "" : "." + rest;
            for (int stars = Math.min(gone, mostWildcards); stars >= 0; stars--) {
                String pattern = pattern(stars, stars == gone, tail);
                if (pattern != null && rules.containsKey(tag + pattern)) {
                    Match match = match(labels, gone, stars, tail);
                    if (offer(tag + pattern, match, visitor)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * {@code *.*.edu} when all that is gone is starred, else {@code .*.edu}, {@code .edu}, {@code
     * .}.
     */
    private static String pattern(int stars, boolean whole, String tail) {
        String starred = stars == 0 ? "" : ".*".repeat(stars);
        if (whole) {
            return stars == 0 ? null : starred.substring(1) + tail;
        }
        return starred.isEmpty() && tail.isEmpty() ? "." : starred + tail;
    }

    private static Match match(String[] labels, int gone, int stars, String tail) {
        List<String> all = Arrays.asList(labels);
        List<String> wildcards = List.copyOf(all.subList(gone - stars, gone));
        String unmatched = String.join(".", all.subList(0, gone - stars));
        String starred = String.join(".", wildcards);
        String matched;
        if (unmatched.isEmpty()) {
            matched = starred + tail;
        } else {
            matched = (starred.isEmpty() ? "" : "." + starred) + tail;
        }
        return new Match(matched, unmatched, "", wildcards);
    }

    private boolean offer(String pattern, Match match, BiPredicate<Rule, Match> visitor) {
        List<Rule> candidates = rules.get(pattern);
        if (candidates != null) {
            for (Rule rule : candidates) {
                if (visitor.test(rule, match)) {
                    return true;
                }
            }
        }
        return false;
    }
}
