// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * Threads as RFC 5256 describes them, step by step, with an object for everything: what the threads
 * that are told are compared with.
 */
final class PlainThreads {
    private final Map<String, PlainNode> byId = new HashMap<>();
    private final Set<PlainNode> all = new LinkedHashSet<>();

    /**
     * A message.
     *
     * @param index in the mailbox
     * @param sent seconds of its date
     */
    record Subject(int index, long sent, HeaderFacts facts) {}

    private PlainThreads(List<Subject> subjects) {
        subjects.forEach(this::add);
    }

    /** The answer to THREAD=REFERENCES. */
    static String byReferences(List<Subject> subjects, IntToLongFunction number) {
        return written(new PlainThreads(subjects).roots(), number);
    }

    /** The answer to THREAD=ORDEREDSUBJECT. */
    static String bySubject(List<Subject> subjects, IntToLongFunction number) {
        List<Subject> sorted = new ArrayList<>(subjects);
        sorted.sort(Comparator.comparing(Subject::sent).thenComparing(Subject::index));
        Map<String, PlainNode> roots = new LinkedHashMap<>();
        for (Subject subject : sorted) {
            PlainNode node = new PlainNode(subject);
            PlainNode root = roots.putIfAbsent(subject.facts().subject(), node);
            if (root != null) {
                node.moveBelow(root);
            }
        }
        return written(roots.values(), number);
    }

    private static String written(Collection<PlainNode> roots, IntToLongFunction number) {
        StringBuilder line = new StringBuilder("* THREAD ");
        roots.forEach(root -> root.write(line, s -> number.applyAsLong(s.index())));
        return line.toString().stripTrailing();
    }

    /** Step 1: a message gets its place, and a parent. */
    private void add(Subject subject) {
        HeaderFacts facts = subject.facts();
        PlainNode previous = null;
        for (String id : facts.references()) {
            PlainNode node = byId.computeIfAbsent(id, i -> empty());
            if (previous != null && node.parent().isEmpty() && !isAbove(node, previous)) {
                node.moveBelow(previous);
            }
            previous = node;
        }
        PlainNode own = own(subject, facts.messageId());
        if (previous == null) {
            own.detach();
        } else if (!isAbove(own, previous)) {
            own.moveBelow(previous);
        }
    }

    /** A link that would close a circle; what has nothing below it is above nothing. */
    private static boolean isAbove(PlainNode node, PlainNode other) {
        return node == other || !node.children().isEmpty() && other.isBelow(node);
    }

    /** An id that two messages have belongs to the first of them. */
    private PlainNode own(Subject subject, String id) {
        PlainNode known = id.isEmpty() ? null : byId.get(id);
        if (known != null && known.subject().isEmpty()) {
            known.fill(subject);
            return known;
        }
        PlainNode made = new PlainNode(subject);
        all.add(made);
        if (known == null && !id.isEmpty()) {
            byId.put(id, made);
        }
        return made;
    }

    private PlainNode empty() {
        PlainNode node = new PlainNode();
        all.add(node);
        return node;
    }

    /** Steps 2 to 6. */
    private List<PlainNode> roots() {
        prune();
        List<PlainNode> roots = new ArrayList<>(tops());
        sort(roots);
        roots = joinedBySubject(roots);
        sort(roots);
        return roots;
    }

    private List<PlainNode> tops() {
        return all.stream().filter(n -> n.parent().isEmpty()).toList();
    }

    private void sort(List<PlainNode> roots) {
        all.forEach(n -> n.children().sort(PlainNode.BY_DATE));
        roots.sort(PlainNode.BY_DATE);
    }

    /** Step 3: empty places go, except those that hold several messages together at the top. */
    private void prune() {
        deepestFirst().forEach(PlainNode::adoptFromEmpty);
        for (PlainNode top : tops()) {
            if (top.subject().isEmpty() && top.children().size() < 2) {
                top.disband();
            }
        }
        all.removeIf(n -> n.subject().isEmpty() && n.children().isEmpty());
    }

    private List<PlainNode> deepestFirst() {
        List<PlainNode> order = new ArrayList<>(tops());
        for (int i = 0; i < order.size(); i++) {
            order.addAll(order.get(i).children());
        }
        Collections.reverse(order);
        return order;
    }

    /** Step 5: threads with the same subject become one. */
    private List<PlainNode> joinedBySubject(List<PlainNode> roots) {
        Map<String, PlainNode> table = new HashMap<>();
        for (PlainNode root : roots) {
            String subject = subject(root);
            PlainNode known = table.get(subject);
            if (!subject.isEmpty() && (known == null || isBetter(root, known))) {
                table.put(subject, root);
            }
        }
        Set<PlainNode> joined = new LinkedHashSet<>(roots);
        for (PlainNode root : roots) {
            String subject = subject(root);
            PlainNode known = table.get(subject);
            if (known != null && known != root) {
                join(root, known, joined).ifPresent(both -> table.put(subject, both));
            }
        }
        return new ArrayList<>(joined);
    }

    private static String subject(PlainNode root) {
        return root.first().facts().subject();
    }

    private static boolean isReply(PlainNode root) {
        return root.first().facts().isReply();
    }

    private static boolean isBetter(PlainNode root, PlainNode known) {
        boolean emptier = root.subject().isEmpty() && known.subject().isPresent();
        return emptier || known.subject().isPresent() && isReply(known) && !isReply(root);
    }

    /** Gives the place that holds both, if one was made. */
    private Optional<PlainNode> join(
            PlainNode root, PlainNode known, Collection<PlainNode> joined) {
        joined.remove(root);
        if (known.subject().isEmpty() && root.subject().isEmpty()) {
            root.disband().forEach(c -> c.moveBelow(known));
            all.remove(root);
        } else if (known.subject().isEmpty() || isReply(root) && !isReply(known)) {
            root.moveBelow(known);
        } else {
            PlainNode both = empty();
            joined.remove(known);
            joined.add(both);
            known.moveBelow(both);
            root.moveBelow(both);
            return Optional.of(both);
        }
        return Optional.empty();
    }
}
