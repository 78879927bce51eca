// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.config.ExpiryRuleDefinition;
import org.tubepost.api.config.ExpiryRuleDefinition.Attribute;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/** Sound lines of {@code store.expirerule} as the configuration hands them on. */
final class Written {
    static final String FILE = "store.expirerule";

    private Written() {}

    static List<ExpiryRuleDefinition> rules(String... lines) {
        Map<String, List<Attribute>> rules = new LinkedHashMap<>();
        Map<String, SourceLocation> begins = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines) {
            number++;
            int dot = line.indexOf('.');
            int colon = line.indexOf(':', dot);
            String rule = line.substring(0, dot);
            begins.putIfAbsent(rule, new SourceLocation(FILE, number, 1));
            rules.computeIfAbsent(rule, r -> new ArrayList<>())
                    .add(
                            new Attribute(
                                    line.substring(dot + 1, colon),
                                    line.substring(colon + 1).strip(),
                                    new SourceLocation(FILE, number, dot + 2),
                                    new SourceLocation(FILE, number, colon + 3)));
        }
        List<ExpiryRuleDefinition> all = new ArrayList<>();
        rules.forEach((n, a) -> all.add(new ExpiryRuleDefinition(n, a, begins.get(n))));
        return all;
    }

    static Generation generation(String... lines) {
        return Generation.builder(1, Instant.EPOCH).expiryRules(rules(lines)).build();
    }

    static RuleSet compiled(String... lines) {
        RuleSet set = RuleSet.compile(rules(lines));
        if (set.problems().stream().anyMatch(Problem::isError)) {
            throw new AssertionError(set.problems());
        }
        return set;
    }

    static List<String> problems(String... lines) {
        return RuleSet.compile(rules(lines)).problems().stream().map(Problem::toString).toList();
    }
}
