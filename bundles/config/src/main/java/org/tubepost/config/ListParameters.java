// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.tubepost.api.config.SourceLocation;

/**
 * Reads the parameters of a mailing list against the table {@code list-parameters.txt}. An unknown
 * one is an error with a suggestion, one that restricts who may post and does not exist here is
 * refused, one whose feature comes later is warned about once in a configuration. Not safe for use
 * by several threads.
 */
final class ListParameters {
    /** Names that stand for another one. */
    private static final Map<String, String> SAME = Map.of("ENVELOPE_FROM", "ERRORS_TO");

    private static final String SCRIPT = "script";
    private static final Set<String> LISTS = Set.of("addresses", "lines");

    private final KeywordTable table;
    private final AliasTargets targets;
    private final Problems problems;
    private final Set<String> warned = new HashSet<>();

    ListParameters(KeywordTable table, AliasTargets targets, Problems problems) {
        this.table = table;
        this.targets = targets;
        this.problems = problems;
    }

    /** Reads {@code [NAME] value}. */
    void read(
            AliasItems.Item item,
            SourceLocation where,
            IntFunction<SourceLocation> places,
            Map<String, List<String>> into) {
        int close = item.text().indexOf(']');
        String name = item.text().substring(1, close).strip().toUpperCase(Locale.ROOT);
        int at = close + 1;
        while (at < item.text().length() && Character.isWhitespace(item.text().charAt(at))) {
            at++;
        }
        String value = item.text().substring(at);
        value(name, value, value.isEmpty() ? where : places.apply(item.at() + at), into);
    }

    /** Checks and adds the value of a parameter, which may be empty. */
    void value(String name, String value, SourceLocation where, Map<String, List<String>> into) {
        KeywordTable.Entry entry = table.find(name).orElse(null);
        if (entry == null) {
            unknown(name, where);
            return;
        }
        if (entry.state() == KeywordTable.State.REFUSED) {
            problems.error(
                    where,
                    "parameter " + name + " does not exist here, and without it the list is open");
            return;
        }
        if (entry.state() == KeywordTable.State.LATER && warned.add(name)) {
            problems.warning(where, "parameter " + name + " is not in force yet");
        }
        String key = SAME.getOrDefault(name, name);
        ArgumentKind kind = entry.arguments().isEmpty() ? null : entry.arguments().get(0);
        List<String> values = values(name, kind, value, where);
        if (kind == null || !LISTS.contains(kind.name())) {
            if (into.putIfAbsent(key, values) != null) {
                problems.error(where, "parameter " + name + " is given twice");
            }
        } else {
            into.computeIfAbsent(key, k -> new ArrayList<>()).addAll(values);
        }
    }

    private List<String> values(
            String name, ArgumentKind kind, String value, SourceLocation where) {
        if (kind == null) {
            if (!value.isEmpty()) {
                problems.error(where, "parameter " + name + " takes no value");
            }
            return List.of();
        }
        if (value.isEmpty()) {
            if (!kind.optional()) {
                problems.error(where, "parameter " + name + " needs " + wanted(kind));
            }
            return List.of();
        }
        return switch (kind.name()) {
            case "addresses" -> addresses(name, value, where);
            case "lines", SCRIPT -> lines(kind, value, where);
            default -> List.of(single(name, kind, value, where));
        };
    }

    private String single(String name, ArgumentKind kind, String value, SourceLocation where) {
        String plain = AliasItems.unquoted(value);
        String mail = kind.name().equals("address") ? AliasTargets.withoutName(value) : plain;
        if (!kind.accepts(mail)) {
            problems.error(
                    where,
                    "parameter " + name + " needs " + wanted(kind) + ", not '" + value + "'");
        }
        return switch (kind.name()) {
            case "channels" -> mail.toLowerCase(Locale.ROOT);
            case "table" -> mail.toUpperCase(Locale.ROOT);
            default -> mail;
        };
    }

    private List<String> addresses(String name, String value, SourceLocation where) {
        List<String> found = new ArrayList<>();
        String plain = AliasItems.unquoted(value);
        if (AliasTargets.isLdap(plain)) {
            targets.url('"' + plain + '"', where).ifPresent(url -> found.add(plain));
        } else if (isFile(value)) {
            for (SourceLine line : targets.lines(fileName(value), where)) {
                for (AliasItems.Item item : AliasItems.of(line.text(), 0, line::at, problems)) {
                    pattern(name, item.text(), line.at(item.at()), found);
                }
            }
        } else {
            for (String one : plain.split(",")) {
                pattern(name, one.strip(), where, found);
            }
        }
        return found;
    }

    /** An address in which {@code *} and {@code %} may stand for anything. */
    private void pattern(String name, String text, SourceLocation where, List<String> found) {
        String pattern = AliasTargets.withoutName(text);
        if (AliasItems.isQuoted(text) && AliasTargets.isLdap(AliasItems.unquoted(text))) {
            found.add(AliasItems.unquoted(text));
        } else if (pattern.indexOf('*') >= 0 && pattern.chars().noneMatch(Character::isWhitespace)
                || AliasTargets.isAddress(pattern)) {
            found.add(pattern);
        } else {
            problems.error(where, "parameter " + name + ": '" + text + "' is no address");
        }
    }

    private List<String> lines(ArgumentKind kind, String value, SourceLocation where) {
        if (!isFile(value) || AliasTargets.isLdap(AliasItems.unquoted(value))) {
            return List.of(AliasItems.unquoted(value));
        }
        boolean script = kind.name().equals(SCRIPT);
        List<SourceLine> lines =
                script
                        ? targets.allLines(fileName(value), where)
                        : targets.lines(fileName(value), where);
        List<String> all = lines.stream().map(SourceLine::text).toList();
        return script ? List.of(String.join("\r\n", all) + "\r\n") : all;
    }

    /** The seed writes the name of a file alone, ours begins with the sign of an include. */
    private static boolean isFile(String value) {
        return value.startsWith("<")
                ? !value.endsWith(">")
                : value.startsWith("/") || value.regionMatches(true, 0, "IMTA_TABLE:", 0, 11);
    }

    private static String fileName(String value) {
        return value.startsWith("<") ? value.substring(1).strip() : value;
    }

    private void unknown(String name, SourceLocation where) {
        String hint = table.suggestion(name).map(s -> "; did you mean '" + s + "'?").orElse("");
        problems.error(where, "unknown parameter '" + name + "'" + hint);
    }

    private static String wanted(ArgumentKind kind) {
        return switch (kind.name()) {
            case "addresses" -> "an address, <file or \"ldap:///…\"";
            case "lines" -> "a text or <file";
            case SCRIPT -> "<file or \"ldap:///…\"";
            case "table" -> "the name of a mapping table";
            default -> kind.wanted();
        };
    }
}
