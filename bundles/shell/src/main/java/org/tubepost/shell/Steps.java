// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell;

import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;

/** How the steps of a decision are shown. */
public final class Steps {
    private Steps() {}

    /** A table with the steps so far, to which results may be added. */
    public static Table table(Trace trace) {
        Table table = new Table("room", "what", "result", "source");
        for (Step step : trace.steps()) {
            table.row(step.room(), step.subject(), step.result(), step.source());
        }
        return table;
    }
}
