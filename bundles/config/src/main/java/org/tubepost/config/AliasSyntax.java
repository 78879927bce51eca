// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.SourceLocation;

/**
 * The right side of an alias (reference page mta-essentials, "Aliases file"), in the alias file and
 * in the alias database: addresses, quoted LDAP URLs, {@code <file}, and for a mailing list named
 * parameters {@code [NAME] value} and, behind {@code <file}, the positional ones: errors-to,
 * reply-to, the field Errors-To, warnings-to, comments; {@code *} leaves one out. Everything wrong
 * is told to the problems; what is left is returned. Not safe for use by several threads.
 */
final class AliasSyntax {
    private static final List<String> POSITIONS =
            List.of("ERRORS_TO", "REPLY_TO", "ERRORS_TO_HEADER", "WARNINGS_TO");

    private final AliasTargets targets;
    private final ListParameters parameters;
    private final Problems problems;

    AliasSyntax(KeywordTable table, AliasTargets.ListFiles files, Problems problems) {
        this.problems = problems;
        this.targets = new AliasTargets(files, problems);
        this.parameters = new ListParameters(table, targets, problems);
    }

    /**
     * Reads a right side.
     *
     * @param name left side
     * @param text line or value in which it stands
     * @param from index at which it begins
     * @param places where the characters of the text stand
     */
    AliasDefinition parse(String name, String text, int from, IntFunction<SourceLocation> places) {
        List<String> found = new ArrayList<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        boolean ofFile = false;
        boolean names = false;
        int position = 0;
        for (AliasItems.Item item : AliasItems.of(text, from, places, problems)) {
            SourceLocation where = places.apply(item.at());
            if (item.text().startsWith("[") && !isLiteral(item.text())) {
                parameters.read(item, where, places, values);
            } else if (item.text().startsWith("<") && !item.text().endsWith(">")) {
                file(item.text().substring(1).strip(), where, found);
                ofFile = true;
            } else if (ofFile && position < POSITIONS.size()) {
                positional(POSITIONS.get(position++), item.text(), where, values);
            } else if (ofFile) {
                positional("COMMENTS", text.substring(item.at()).strip(), where, values);
                break;
            } else {
                names = true;
                targets.target(item.text(), where).ifPresent(found::add);
            }
        }
        if (!names && !ofFile) {
            problems.error(
                    places.apply(Math.max(0, from - 1)), "alias " + name + " has no address");
        }
        Map<String, List<String>> fixed = new LinkedHashMap<>();
        values.forEach((parameter, all) -> fixed.put(parameter, List.copyOf(all)));
        return new AliasDefinition(name, found, fixed, places.apply(0));
    }

    /** An address without local part, {@code [192.0.2.1]}, is none, but no parameter either. */
    private static boolean isLiteral(String text) {
        return text.indexOf(']') < 0;
    }

    private void file(String file, SourceLocation where, List<String> found) {
        if (AliasTargets.isLdap(AliasItems.unquoted(file))) {
            targets.url('"' + AliasItems.unquoted(file) + '"', where).ifPresent(found::add);
            return;
        }
        targets.members(file, where, found);
    }

    private void positional(
            String parameter, String value, SourceLocation where, Map<String, List<String>> into) {
        if (!value.equals("*")) {
            parameters.value(parameter, value, where, into);
        }
    }
}
