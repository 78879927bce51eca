// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.function.Supplier;
import org.tubepost.api.config.Generation;
import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.RewriteContext;

/**
 * What stays the same while a transaction lasts.
 *
 * @param rooms whom to ask
 * @param generation the configuration that it began with
 * @param rules what that configuration asks of acceptance
 * @param rehearsal true when somebody only wants to know
 * @param trace takes the steps
 */
record Circumstances(
        Rooms rooms, Generation generation, RuleBook.Page rules, boolean rehearsal, Trace trace) {

    /** A step of this room; nothing is built unless somebody wants to know. */
    void step(Supplier<String> subject, Supplier<String> result) {
        trace.add(() -> new Step("acceptance", subject.get(), result.get(), ""));
    }

    RewriteContext rewriting(String source, boolean envelope, boolean forward) {
        return new RewriteContext(generation, source, envelope, forward, rehearsal, trace);
    }
}
