// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tubepost.api.routing.ListTraffic;
import org.tubepost.api.security.AccessDecision;

/**
 * What is special about the copy for a recipient. Recipients with equal traits share one message.
 * Compared by value; immutable.
 *
 * @param held the copy waits until an administrator releases it
 * @param fields whole header fields to put before the message
 * @param filters names of filters to ask about this copy alone
 * @param lists lists that the copy went through, outermost first; only what they change counts
 */
record CopyTraits(boolean held, List<String> fields, Set<String> filters, List<ListChanges> lists) {

    /** Nothing special. */
    static final CopyTraits NONE = new CopyTraits(false, List.of(), Set.of(), List.of());

    /** Copies the collections. */
    CopyTraits {
        fields = List.copyOf(fields);
        filters = Set.copyOf(filters);
        lists = List.copyOf(lists);
    }

    /**
     * What a list changes in its copies.
     *
     * @param added whole header lines
     * @param trimmed names of fields, lower case
     * @param subjectTag text before the subject
     * @param prefix text before the first plain text
     * @param suffix text behind it
     */
    record ListChanges(
            List<String> added,
            List<String> trimmed,
            String subjectTag,
            String prefix,
            String suffix) {

        boolean isNothing() {
            return added.isEmpty()
                    && trimmed.isEmpty()
                    && subjectTag.isEmpty()
                    && prefix.isEmpty()
                    && suffix.isEmpty();
        }
    }

    /** With what an access decision adds. */
    CopyTraits with(AccessDecision decision) {
        return new CopyTraits(
                held || decision.hold(),
                joined(fields, decision.headers()),
                joined(filters, decision.filters()),
                lists);
    }

    /** Through a list. */
    CopyTraits through(ListTraffic list) {
        ListChanges changes =
                new ListChanges(
                        list.addedHeaders(),
                        list.trimmedHeaders(),
                        list.subjectTag(),
                        list.prefixText(),
                        list.suffixText());
        return new CopyTraits(
                held || list.hold(),
                fields,
                joined(filters, list.filters()),
                changes.isNothing() ? lists : joined(lists, List.of(changes)));
    }

    CopyTraits withField(String field) {
        return new CopyTraits(held, joined(fields, List.of(field)), filters, lists);
    }

    CopyTraits asHeld() {
        return held ? this : new CopyTraits(true, fields, filters, lists);
    }

    private static <T> List<T> joined(List<T> first, List<T> more) {
        if (more.isEmpty()) {
            return first;
        }
        List<T> all = new ArrayList<>(first);
        all.addAll(more);
        return all;
    }

    private static Set<String> joined(Set<String> first, List<String> more) {
        if (more.isEmpty()) {
            return first;
        }
        Set<String> all = new LinkedHashSet<>(first);
        all.addAll(more);
        return all;
    }
}
