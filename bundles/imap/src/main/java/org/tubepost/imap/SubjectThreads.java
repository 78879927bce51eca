// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

/** Threads of messages with the same base subject (RFC 5256, ORDEREDSUBJECT). */
final class SubjectThreads {
    private SubjectThreads() {}

    /**
     * Roots by date: the oldest message of a subject, the others are its children.
     *
     * @return as {@link ThreadForest#line} says
     */
    static int[] of(Chosen chosen) {
        HeaderColumns columns = chosen.columns();
        ThreadForest forest = new ThreadForest(chosen.size());
        int[] roots = new int[columns.texts().size()];
        for (int position : Ordering.byDate(chosen)) {
            forest.put(position, chosen.indexes()[position]);
            int subject = columns.subject(chosen.rows()[position]);
            if (roots[subject] == 0) {
                roots[subject] = position + 1;
                forest.root(position);
            } else {
                forest.child(roots[subject] - 1, position);
            }
        }
        return forest.line();
    }
}
