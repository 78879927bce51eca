// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.config.ExpiryRuleDefinition;
import org.tubepost.api.config.ExpiryRuleDefinition.Attribute;
import org.tubepost.api.config.SourceLocation;

/**
 * {@code store.expirerule}: lines {@code RULE.attribute: value}; {@code #} and {@code ;} in column
 * 1 begin comments too (reference page message-store, section 5). Lines of a rule need not stand
 * together. What attributes mean is the matter of those who compile the rules.
 */
final class ExpiryFile {
    private final Map<String, List<Attribute>> rules = new LinkedHashMap<>();
    private final Map<String, SourceLocation> begins = new LinkedHashMap<>();

    ExpiryFile(List<SourceLine> lines, Problems problems) {
        for (SourceLine line : lines) {
            String text = line.text();
            if (!line.isBlank() && text.charAt(0) != '#' && text.charAt(0) != ';') {
                read(line, problems);
            }
        }
    }

    private void read(SourceLine line, Problems problems) {
        String text = line.text();
        int colon = text.indexOf(':');
        String left = colon < 0 ? text : text.substring(0, colon);
        int dot = left.indexOf('.');
        if (colon < 0 || dot < 0 || left.substring(0, dot).isBlank()) {
            problems.error(line.start(), "expected 'RULE.attribute: value'");
            return;
        }
        String rule = left.substring(0, dot).strip();
        String name = left.substring(dot + 1).strip();
        String value = text.substring(colon + 1).strip();
        if (name.isEmpty()) {
            problems.error(line.at(dot), "expected the name of an attribute behind the dot");
        } else if (value.isEmpty()) {
            problems.error(line.at(colon), "expected a value behind the colon");
        } else {
            SourceLocation start = line.start();
            begins.putIfAbsent(rule, start);
            rules.computeIfAbsent(rule, r -> new ArrayList<>())
                    .add(
                            new Attribute(
                                    name,
                                    value,
                                    line.at(text.indexOf(name, dot + 1)),
                                    line.at(text.indexOf(value, colon + 1))));
        }
    }

    List<ExpiryRuleDefinition> rules() {
        List<ExpiryRuleDefinition> all = new ArrayList<>();
        rules.forEach(
                (name, attributes) ->
                        all.add(new ExpiryRuleDefinition(name, attributes, begins.get(name))));
        return all;
    }
}
