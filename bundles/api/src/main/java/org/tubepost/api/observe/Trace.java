// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.observe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Takes the steps of a decision as the server itself makes it, so that an administrator can be told
 * why. Most traces are {@link #OFF}; rooms hand over suppliers so that nothing is built then.
 */
public interface Trace {

    /** Forgets everything. */
    Trace OFF =
            new Trace() {
                @Override
                public void add(Supplier<Step> step) {
                    // Nobody asked.
                }

                @Override
                public List<Step> steps() {
                    return List.of();
                }
            };

    /** Takes a step; the supplier is asked at once or never. */
    void add(Supplier<Step> step);

    /** The steps so far, in order. */
    List<Step> steps();

    /** Takes a step without a place in a file. */
    default void add(String room, String subject, String result) {
        add(() -> new Step(room, subject, result, ""));
    }

    /** A trace that keeps its steps; safe for several threads. */
    static Trace recording() {
        List<Step> steps = new CopyOnWriteArrayList<>();
        return new Trace() {
            @Override
            public void add(Supplier<Step> step) {
                steps.add(step.get());
            }

            @Override
            public List<Step> steps() {
                return List.copyOf(steps);
            }
        };
    }
}
