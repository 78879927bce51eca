// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.RewriteContext;

/**
 * One rule tried with one address: what the pieces of its template ask, and why it failed. Reasons
 * and steps are made only for a trace that keeps them.
 */
final class Attempt {
    /** A text longer than this is no part of an address, whatever rules make of it. */
    static final int LONGEST_TEXT = 4_096;

    private final Rule rule;
    private final Match match;
    private final MailAddress address;
    private final String name;
    private final RewriteContext context;
    private final Services services;
    private String reason = "";

    Attempt(
            Rule rule,
            Match match,
            MailAddress address,
            String name,
            RewriteContext context,
            Services services) {
        this.rule = rule;
        this.match = match;
        this.address = address;
        this.name = name;
        this.context = context;
        this.services = services;
    }

    Rule rule() {
        return rule;
    }

    Match match() {
        return match;
    }

    MailAddress address() {
        return address;
    }

    /** The domain as it was looked up. */
    String name() {
        return name;
    }

    RewriteContext context() {
        return context;
    }

    Services services() {
        return services;
    }

    /** What made the rule fail; empty if it did not, or nobody asked. */
    String reason() {
        return reason;
    }

    /** The same address and match with a template that a database holds. */
    Attempt with(Rule other) {
        return new Attempt(other, match, address, name, context, services);
    }

    /** Text of the pieces; null if one of them fails the rule. */
    String text(List<Piece> pieces) throws IOException {
        if (pieces.size() == 1) {
            return pieces.get(0).text(this);
        }
        StringBuilder all = new StringBuilder(40);
        for (Piece piece : pieces) {
            String text = piece.text(this);
            if (text == null) {
                return null;
            }
            if (all.length() + text.length() > LONGEST_TEXT) {
                return fail(() -> "text longer than " + LONGEST_TEXT + " characters");
            }
            all.append(text);
        }
        return all.toString();
    }

    /** Notes why the rule fails, and answers null. */
    String fail(Supplier<String> why) {
        if (isTraced()) {
            reason = why.get();
        }
        return null;
    }

    /** Tells the trace what was asked and answered on behalf of the rule. */
    void tell(String question, Supplier<String> answer) {
        if (isTraced()) {
            step(question, answer.get());
        }
    }

    /** Tells the trace what became of the rule. */
    void outcome(Supplier<String> outcome) {
        if (isTraced()) {
            step(rule.source().pattern() + " " + rule.template(), outcome.get());
        }
    }

    private void step(String subject, String result) {
        context.trace().add(() -> new Step("rewrite", subject, result, rule.location()));
    }

    private boolean isTraced() {
        return context.trace() != Trace.OFF;
    }
}
