// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.imap.FactsWork.Subject;

/** Threads of messages with the same base subject (RFC 5256, ORDEREDSUBJECT). */
final class SubjectThreads {
    private SubjectThreads() {}

    /** Roots by date: the oldest message of a subject, the others are its children. */
    static List<ThreadNode> of(List<Subject> subjects) {
        List<Subject> sorted = new ArrayList<>(subjects);
        sorted.sort(Comparator.comparing(Subject::sent).thenComparing(Subject::index));
        Map<String, ThreadNode> roots = new LinkedHashMap<>();
        for (Subject subject : sorted) {
            ThreadNode node = new ThreadNode(subject);
            ThreadNode root = roots.putIfAbsent(subject.facts().orElseThrow().subject(), node);
            if (root != null) {
                node.moveBelow(root);
            }
        }
        return List.copyOf(roots.values());
    }
}
