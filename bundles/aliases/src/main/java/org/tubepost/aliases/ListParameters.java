// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.tubepost.aliases.Clause.Condition;
import org.tubepost.aliases.MailingList.Moderation;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.ReversePath;

/**
 * Reads the parameters of a list in the alias file ({@code [AUTH_LIST] …}) into a {@link
 * MailingList}; see {@code docs/lists.md} for each of them. Used once for a list and generation.
 */
final class ListParameters {
    /** Octets of a block. */
    static final int BLOCK = 1_024;

    private static final Set<String> KNOWN =
            Set.of(
                    ("AND OR AUTH_LIST CANT_LIST AUTH_CHANNEL CANT_CHANNEL AUTH_MAPPING "
                                    + "CANT_MAPPING USERNAME_AUTH_LIST USERNAME_CANT_LIST PASSWORD "
                                    + "MODERATOR_ADDRESS MODERATOR_LIST MODERATOR_MAPPING HOLD_LIST "
                                    + "NOHOLD_LIST HOLD_MAPPING NOHOLD_MAPPING ERRORS_TO ENVELOPE_FROM "
                                    + "REPLY_TO ERRORS_TO_HEADER WARNINGS_TO COMMENTS VERP BLOCKLIMIT "
                                    + "LINELIMIT HEADER_ADDITION HEADER_TRIM TAG PREFIX_TEXT SUFFIX_TEXT "
                                    + "FILTER")
                            .split(" "));

    private final Map<String, List<String>> parameters;
    private final Consumer<String> wrong;

    private ListParameters(Map<String, List<String>> parameters, Consumer<String> wrong) {
        this.parameters = parameters;
        this.wrong = wrong;
    }

    /**
     * Reads a list.
     *
     * @param wrong told what is wrong with it
     */
    static MailingList read(AliasDefinition alias, Generation generation, Consumer<String> wrong) {
        return new ListParameters(alias.parameters(), wrong)
                .list(
                        generation.option("OR_CLAUSES", "0").strip().equals("1"),
                        alias.location().file() + ":" + alias.location().line());
    }

    /** Parameters of a list that this system does not obey. */
    static Set<String> unknown(AliasDefinition alias) {
        Set<String> unknown = new TreeSet<>(alias.parameters().keySet());
        unknown.removeAll(KNOWN);
        return unknown;
    }

    /** True for a filter that is written out or kept in the directory, not named. */
    private static boolean isScript(String filter) {
        return AddressKeys.isUrl(filter) || filter.strip().chars().anyMatch(c -> c <= ' ');
    }

    /** True when a list wants a filter that this system cannot ask. */
    static boolean wantsScript(AliasDefinition alias) {
        return alias.parameters().getOrDefault("FILTER", List.of()).stream()
                .anyMatch(ListParameters::isScript);
    }

    /** Mapping tables that a list asks. */
    static List<String> tables(AliasDefinition alias) {
        return alias.parameters().entrySet().stream()
                .filter(p -> p.getKey().endsWith("_MAPPING") && KNOWN.contains(p.getKey()))
                .flatMap(p -> p.getValue().stream())
                .toList();
    }

    private MailingList list(boolean anyClause, String source) {
        List<Clause> clauses = clauses();
        Destinations moderators =
                Destinations.of(
                        values("MODERATOR_ADDRESS"), t -> wrong.accept("[MODERATOR_ADDRESS] " + t));
        List<Clause> moderating = new ArrayList<>();
        if (!moderators.isEmpty()) {
            addSenders(moderating, "MODERATOR_ADDRESS", true);
        }
        addSenders(moderating, "MODERATOR_LIST", true);
        addTables(moderating, "MODERATOR_MAPPING", true);
        if (moderators.isEmpty() && !moderating.isEmpty()) {
            wrong.accept("[MODERATOR_LIST] needs a [MODERATOR_ADDRESS], where other posts go");
        }
        return new MailingList(
                clauses,
                parameters.containsKey("OR") || anyClause && !parameters.containsKey("AND"),
                false,
                moderators,
                moderating,
                moderation(moderators, clauses),
                holding(),
                "",
                traffic(),
                source);
    }

    private static Moderation moderation(Destinations moderators, List<Clause> clauses) {
        if (moderators.isEmpty()) {
            return Moderation.NONE;
        }
        return clauses.isEmpty() ? Moderation.ALL_POSTS : Moderation.REFUSED_POSTS;
    }

    private List<Clause> clauses() {
        List<Clause> clauses = new ArrayList<>();
        addSenders(clauses, "CANT_LIST", false);
        addPatterns(clauses, "CANT_CHANNEL", false);
        addPatterns(clauses, "USERNAME_CANT_LIST", false);
        addTables(clauses, "CANT_MAPPING", false);
        if (parameters.containsKey("PASSWORD")) {
            clauses.add(
                    Clause.deny(
                            "PASSWORD",
                            new Condition.Everybody("passwords in messages are not in force")));
        }
        addSenders(clauses, "AUTH_LIST", true);
        addPatterns(clauses, "AUTH_CHANNEL", true);
        addPatterns(clauses, "USERNAME_AUTH_LIST", true);
        addTables(clauses, "AUTH_MAPPING", true);
        return clauses;
    }

    private List<Clause> holding() {
        List<Clause> holding = new ArrayList<>();
        addSenders(holding, "HOLD_LIST", false);
        addTables(holding, "HOLD_MAPPING", false);
        addSenders(holding, "NOHOLD_LIST", true);
        addTables(holding, "NOHOLD_MAPPING", true);
        return holding;
    }

    private void addSenders(List<Clause> clauses, String name, boolean permits) {
        if (parameters.containsKey(name)) {
            clauses.add(new Clause(name, permits, false, new Condition.Senders(senders(name))));
        }
    }

    /** Channels and login names: patterns, separated by blanks. */
    private void addPatterns(List<Clause> clauses, String name, boolean permits) {
        if (parameters.containsKey(name)) {
            List<Glob> patterns =
                    values(name).stream()
                            .flatMap(v -> Arrays.stream(v.strip().split("\\s+")))
                            .map(Glob::new)
                            .toList();
            clauses.add(
                    new Clause(
                            name,
                            permits,
                            false,
                            name.endsWith("_CHANNEL")
                                    ? new Condition.Channels(patterns)
                                    : new Condition.Users(patterns)));
        }
    }

    private void addTables(List<Clause> clauses, String name, boolean permits) {
        for (String table : values(name)) {
            clauses.add(new Clause(name, permits, false, new Condition.Table(table.strip())));
        }
    }

    private SenderSet senders(String name) {
        return SenderSet.of(values(name), t -> wrong.accept("[" + name + "] " + t));
    }

    private Traffic traffic() {
        Traffic.Building traffic = new Traffic.Building();
        first("ERRORS_TO")
                .or(() -> first("ENVELOPE_FROM"))
                .or(() -> first("VERP"))
                .flatMap(this::path)
                .ifPresent(traffic::sender);
        if (parameters.containsKey("VERP")) {
            traffic.verp();
            if (!traffic.hasSender()) {
                wrong.accept("[VERP] needs an address of [ERRORS_TO], of which it makes others");
            }
        }
        first("BLOCKLIMIT").ifPresent(v -> traffic.sizeLimit(number("BLOCKLIMIT", v, BLOCK)));
        first("LINELIMIT").ifPresent(v -> traffic.lineLimit(number("LINELIMIT", v, 1)));
        headers(traffic);
        traffic.tag(first("TAG").orElse(""));
        traffic.texts(text("PREFIX_TEXT"), text("SUFFIX_TEXT"));
        traffic.filters(values("FILTER").stream().filter(v -> !isScript(v)).toList());
        return traffic.build();
    }

    /** Where failures go; {@code /} is the null path. */
    private Optional<ReversePath> path(String value) {
        if (value.strip().equals("/")) {
            return Optional.of(ReversePath.NULL);
        }
        Optional<ReversePath> path = AddressKeys.read(value).map(ReversePath::of);
        if (path.isEmpty()) {
            wrong.accept("[ERRORS_TO] '" + value + "' is no address");
        }
        return path;
    }

    private void headers(Traffic.Building traffic) {
        header(traffic, "REPLY_TO", "Reply-To");
        header(traffic, "ERRORS_TO_HEADER", "Errors-To");
        header(traffic, "WARNINGS_TO", "Warnings-To");
        first("COMMENTS").ifPresent(v -> add(traffic, "COMMENTS", "Comments: " + v.strip()));
        values("HEADER_ADDITION").forEach(line -> add(traffic, "HEADER_ADDITION", line));
        for (String value : values("HEADER_TRIM")) {
            for (String field : value.strip().split("[,\\s]+")) {
                String name = field.endsWith(":") ? field : field + ":";
                if (Traffic.fieldName(name).isEmpty()) {
                    wrong.accept("[HEADER_TRIM] '" + field + "' is no name of a header field");
                } else {
                    traffic.trim(Traffic.fieldName(name));
                }
            }
        }
    }

    /** A field of which the list's stands instead of the message's. */
    private void header(Traffic.Building traffic, String parameter, String field) {
        first(parameter)
                .ifPresent(
                        v -> {
                            traffic.trim(field);
                            add(traffic, parameter, field + ": " + v.strip());
                        });
    }

    private void add(Traffic.Building traffic, String parameter, String line) {
        if (Traffic.fieldName(line).isEmpty()) {
            wrong.accept("[" + parameter + "] '" + line + "' is no header line 'Name: text'");
        } else {
            traffic.add(line);
        }
    }

    private long number(String name, String value, int unit) {
        try {
            long number = Long.parseLong(value.strip());
            if (number >= 0) {
                // As in the seed, 0 is no limit.
                return number == 0 ? Long.MAX_VALUE : Math.multiplyExact(number, unit);
            }
        } catch (NumberFormatException | ArithmeticException outOfRange) {
            wrong.accept("[" + name + "] '" + value + "' is no number: " + outOfRange.getMessage());
            return Long.MAX_VALUE;
        }
        wrong.accept("[" + name + "] '" + value + "' is less than nothing");
        return Long.MAX_VALUE;
    }

    private String text(String name) {
        return values(name).stream().collect(Collectors.joining("\n"));
    }

    private Optional<String> first(String name) {
        return values(name).stream().filter(v -> !v.isBlank()).findFirst();
    }

    private List<String> values(String name) {
        return parameters.getOrDefault(name, List.of());
    }
}
