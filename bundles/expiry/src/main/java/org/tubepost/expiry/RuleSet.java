// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.config.ExpiryRuleDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.store.MailboxName;

/**
 * All rules of a generation (reference page message-store, section 5). Immutable.
 *
 * @param rules in the order in which they were loaded
 * @param problems what is wrong with them; with an error they are of no use
 */
record RuleSet(List<Rule> rules, List<Problem> problems) {

    /** No rules. */
    static final RuleSet EMPTY = new RuleSet(List.of(), List.of());

    RuleSet {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }

    /** Compiles what a file says. */
    static RuleSet compile(List<ExpiryRuleDefinition> definitions) {
        List<Rule> rules = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ExpiryRuleDefinition definition : definitions) {
            new RuleCompiler(definition, problems).compile().ifPresent(rules::add);
        }
        return new RuleSet(rules, problems);
    }

    /**
     * What applies to a folder: the last exclusive rule alone, or all, those of the same kind
     * merged to their strictest figures.
     *
     * @param partition of the owner
     */
    List<Rule> of(MailboxName mailbox, String partition) {
        Map<Rule.Kind, Rule> merged = new LinkedHashMap<>();
        Rule exclusive = null;
        for (Rule rule : rules) {
            if (rule.covers(mailbox, partition)) {
                exclusive = rule.exclusive() ? rule : exclusive;
                merged.merge(rule.kind(), rule, Rule::with);
            }
        }
        return exclusive != null ? List.of(exclusive) : List.copyOf(merged.values());
    }
}
