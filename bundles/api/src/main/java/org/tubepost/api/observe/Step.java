// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.observe;

/**
 * One step of a decision.
 *
 * @param room who decided, by bundle name: {@code rewrite}, {@code mapping}
 * @param subject what was decided about: an address, a probe, a rule
 * @param result what came out
 * @param source where the deciding rule stands, {@code file:line}; empty if nowhere
 */
public record Step(String room, String subject, String result, String source) {

    @Override
    public String toString() {
        return room
                + ": "
                + subject
                + " -> "
                + result
                + (source.isEmpty() ? "" : "  (" + source + ")");
    }
}
