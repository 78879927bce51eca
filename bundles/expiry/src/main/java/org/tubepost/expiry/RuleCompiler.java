// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tubepost.api.config.ExpiryRuleDefinition;
import org.tubepost.api.config.ExpiryRuleDefinition.Attribute;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.store.QuotaLimit;

/**
 * Compiles one rule. An attribute that is no known one names a header field if it looks like one:
 * it begins with a capital letter or has a hyphen; so a slip of the pen in {@code messagedays} does
 * not become a rule about everything.
 */
final class RuleCompiler {
    private static final String HEADER_PREFIX = "messageheader.";
    private static final long MOST_DAYS = 36_500;
    private static final Set<String> KNOWN =
            Set.of(
                    "folderpattern",
                    "partition",
                    "regexp",
                    "exclusive",
                    "action",
                    "messagedays",
                    "savedays",
                    "messagecount",
                    "foldersize",
                    "messagesize",
                    "messagesizedays",
                    "seen",
                    "deleted",
                    "expires");

    private final ExpiryRuleDefinition definition;
    private final List<Problem> problems;
    private final Map<String, Attribute> known = new HashMap<>();
    private final List<Attribute> fields = new ArrayList<>();
    private int errors;

    RuleCompiler(ExpiryRuleDefinition definition, List<Problem> problems) {
        this.definition = definition;
        this.problems = problems;
    }

    /** The rule; empty if it holds an error. */
    Optional<Rule> compile() {
        definition.attributes().forEach(this::sort);
        boolean regexp = value("regexp", false, RuleCompiler::isOn);
        Optional<TextPattern> folders =
                Optional.ofNullable(known.get("folderpattern"))
                        .map(a -> checked(a, null, v -> folders(v, regexp)));
        Map<String, List<TextPattern>> headers = new HashMap<>();
        for (Attribute field : fields) {
            TextPattern pattern = checked(field, null, v -> TextPattern.ofValues(v, regexp));
            if (pattern != null) {
                headers.computeIfAbsent(
                                field(field.name()).toLowerCase(Locale.ROOT),
                                name -> new ArrayList<>())
                        .add(pattern);
            }
        }
        Rule rule =
                new Rule(
                        definition.name(),
                        folders.orElse(null),
                        Optional.ofNullable(known.get("partition")).map(Attribute::value),
                        value("exclusive", false, RuleCompiler::isOn),
                        value("action", Action.DISCARD, Action::of),
                        limits(),
                        value("seen", FlagUse.IGNORED, RuleCompiler::flagUse),
                        value("deleted", FlagUse.IGNORED, RuleCompiler::flagUse),
                        value("expires", false, RuleCompiler::isOn),
                        new HeaderConditions(headers));
        check(rule);
        return errors == 0 ? Optional.of(rule) : Optional.empty();
    }

    private void sort(Attribute attribute) {
        String name = attribute.name().toLowerCase(Locale.ROOT);
        if (KNOWN.contains(name)) {
            if (known.putIfAbsent(name, attribute) != null) {
                error(attribute.location(), "'" + attribute.name() + "' stands twice in this rule");
            }
        } else if (isField(attribute.name())) {
            fields.add(attribute);
        } else {
            error(
                    attribute.location(),
                    "unknown attribute '"
                            + attribute.name()
                            + "'; header fields are written with a capital letter");
        }
    }

    private static boolean isField(String name) {
        String field = field(name);
        return !field.isEmpty()
                && field.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')
                && (field.length() < name.length()
                        || Character.isUpperCase(field.charAt(0))
                        || field.indexOf('-') > 0);
    }

    private static String field(String name) {
        return name.regionMatches(true, 0, HEADER_PREFIX, 0, HEADER_PREFIX.length())
                ? name.substring(HEADER_PREFIX.length())
                : name;
    }

    private static TextPattern folders(String pattern, boolean regexp) {
        if (!pattern.startsWith("user/")) {
            throw new IllegalArgumentException("a folderpattern begins with 'user/'");
        }
        return TextPattern.ofFolders(pattern, regexp);
    }

    private Limits limits() {
        return new Limits(
                days("messagedays"),
                days("savedays"),
                value("messagecount", Limits.NONE, v -> number(v, Integer.MAX_VALUE)),
                value("foldersize", Limits.NONE, RuleCompiler::octets),
                value("messagesize", Limits.NONE, RuleCompiler::octets),
                days("messagesizedays"));
    }

    private long days(String name) {
        return value(name, Limits.NONE, v -> number(v, MOST_DAYS));
    }

    private void check(Rule rule) {
        if (!known.containsKey("folderpattern")) {
            error(definition.location(), "rule has no folderpattern");
        }
        Limits limits = rule.limits();
        if (limits.messageSizeDays() != Limits.NONE && limits.messageSize() == Limits.NONE) {
            error(known.get("messagesizedays").location(), "messagesizedays needs messagesize");
        }
        if (errors == 0 && !rule.hasCriterion() && rule.headers().isEmpty()) {
            error(
                    definition.location(),
                    "rule does not say which messages go: it has neither a number nor a header"
                            + " field, nor a flag with 'or', nor 'expires: 1'");
        }
    }

    private <T> T value(String name, T otherwise, Function<String, T> reader) {
        Attribute attribute = known.get(name);
        return attribute == null ? otherwise : checked(attribute, otherwise, reader);
    }

    private <T> T checked(Attribute attribute, T otherwise, Function<String, T> reader) {
        try {
            return reader.apply(attribute.value());
        } catch (IllegalArgumentException wrong) {
            error(attribute.valueLocation(), wrong.getMessage());
            return otherwise;
        }
    }

    private void error(SourceLocation location, String text) {
        errors++;
        problems.add(
                new Problem(
                        location,
                        Problem.Severity.ERROR,
                        "rule " + definition.name() + ": " + text));
    }

    private static boolean isOn(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "yes", "true", "on" -> true;
            case "0", "no", "false", "off" -> false;
            default -> throw new IllegalArgumentException("expected 1 or 0");
        };
    }

    private static FlagUse flagUse(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "and" -> FlagUse.AND;
            case "or" -> FlagUse.OR;
            default -> throw new IllegalArgumentException("expected 'and' or 'or'");
        };
    }

    private static long number(String value, long most) {
        if (!value.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("expected a number");
        }
        long number = Long.parseLong(value);
        if (number > most) {
            throw new IllegalArgumentException("at most " + most);
        }
        return number;
    }

    /** A number of octets, perhaps of their thousands as quotas are written: K, M, G. */
    private static long octets(String value) {
        try {
            long octets = QuotaLimit.amount(value);
            if (octets >= 0) {
                return octets;
            }
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("expected a number", malformed);
        }
        throw new IllegalArgumentException("expected a number");
    }
}
