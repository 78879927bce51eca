// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.List;

/**
 * One thing that decides who may post.
 *
 * @param label parameter or attribute that says it, for explanations
 * @param permits true when who matches may post, false when who matches may not
 * @param decisive true when a match that permits makes the clauses behind it superfluous
 * @param condition what is compared
 */
record Clause(String label, boolean permits, boolean decisive, Condition condition) {

    static Clause permit(String label, Condition condition) {
        return new Clause(label, true, false, condition);
    }

    static Clause deny(String label, Condition condition) {
        return new Clause(label, false, false, condition);
    }

    /** What is compared. */
    sealed interface Condition {

        /** The sender is one of these. */
        record Senders(SenderSet set) implements Condition {}

        /** The sender's domain matches one of these. */
        record Domains(List<Glob> patterns) implements Condition {}

        /** The source channel matches one of these. */
        record Channels(List<Glob> patterns) implements Condition {}

        /** The login name matches one of these. */
        record Users(List<Glob> patterns) implements Condition {}

        /** A mapping table says {@code $Y} to {@code list|sender}. */
        record Table(String name) implements Condition {}

        /** The sender has not logged in. */
        record Anonymous() implements Condition {}

        /** Everybody: what the list demands cannot be checked here. */
        record Everybody(String why) implements Condition {}
    }
}
