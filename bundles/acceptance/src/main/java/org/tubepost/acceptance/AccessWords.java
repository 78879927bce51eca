// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.security.AccessDecision;

/** Access decisions in the words of a trace. */
final class AccessWords {
    private AccessWords() {}

    static String of(AccessDecision decision) {
        List<String> words = new ArrayList<>();
        words.add(decision.refusal().map(r -> "refused: " + r).orElse("permitted"));
        if (decision.hold()) {
            words.add("hold");
        }
        if (decision.discard()) {
            words.add("discard");
        }
        if (!decision.delay().isZero()) {
            words.add("delay " + decision.delay());
        }
        decision.envelopeSender().ifPresent(s -> words.add("sender <" + s + ">"));
        decision.senderField().ifPresent(s -> words.add("Sender: " + s));
        decision.redirect().ifPresent(r -> words.add("redirect to " + r));
        decision.headers().forEach(h -> words.add("header " + h));
        decision.tags().forEach(t -> words.add("tag " + t));
        decision.filters().forEach(f -> words.add("filter " + f));
        return String.join(", ", words);
    }
}
