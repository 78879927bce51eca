// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.imap.FactsWork.Subject;

/** Threads of messages that refer to each other (RFC 5256, REFERENCES), step by step as there. */
final class ReferenceThreads {
    private final Map<String, ThreadNode> byId = new HashMap<>();
    private final Set<ThreadNode> all = new LinkedHashSet<>();

    ReferenceThreads(List<Subject> subjects) {
        subjects.forEach(this::add);
    }

    /** Step 1: a message gets its place, and a parent. */
    private void add(Subject subject) {
        HeaderFacts facts = subject.facts().orElseThrow();
        ThreadNode previous = null;
        for (String id : facts.references()) {
            ThreadNode node = byId.computeIfAbsent(id, i -> empty());
            if (previous != null && node.parent().isEmpty() && !isAbove(node, previous)) {
                node.moveBelow(previous);
            }
            previous = node;
        }
        ThreadNode own = own(subject, facts.messageId());
        if (previous == null) {
            own.detach();
        } else if (!isAbove(own, previous)) {
            own.moveBelow(previous);
        }
    }

    /** A link that would close a circle; what has nothing below it is above nothing. */
    private static boolean isAbove(ThreadNode node, ThreadNode other) {
        return node == other || !node.children().isEmpty() && other.isBelow(node);
    }

    /** An id that two messages have belongs to the first of them. */
    private ThreadNode own(Subject subject, String id) {
        ThreadNode known = id.isEmpty() ? null : byId.get(id);
        if (known != null && known.subject().isEmpty()) {
            known.fill(subject);
            return known;
        }
        ThreadNode made = new ThreadNode(subject);
        all.add(made);
        if (known == null && !id.isEmpty()) {
            byId.put(id, made);
        }
        return made;
    }

    private ThreadNode empty() {
        ThreadNode node = new ThreadNode();
        all.add(node);
        return node;
    }

    /** Steps 2 to 6. */
    List<ThreadNode> roots() {
        prune();
        List<ThreadNode> roots = new ArrayList<>(tops());
        sort(roots);
        roots = joinedBySubject(roots);
        sort(roots);
        return roots;
    }

    private List<ThreadNode> tops() {
        return all.stream().filter(n -> n.parent().isEmpty()).toList();
    }

    private void sort(List<ThreadNode> roots) {
        all.forEach(n -> n.children().sort(ThreadNode.BY_DATE));
        roots.sort(ThreadNode.BY_DATE);
    }

    /** Step 3: empty places go, except those that hold several messages together at the top. */
    private void prune() {
        deepestFirst().forEach(ThreadNode::adoptFromEmpty);
        for (ThreadNode top : tops()) {
            if (top.subject().isEmpty() && top.children().size() < 2) {
                top.disband();
            }
        }
        all.removeIf(n -> n.subject().isEmpty() && n.children().isEmpty());
    }

    private List<ThreadNode> deepestFirst() {
        List<ThreadNode> order = new ArrayList<>(tops());
        for (int i = 0; i < order.size(); i++) {
            order.addAll(order.get(i).children());
        }
        Collections.reverse(order);
        return order;
    }

    /** Step 5: threads with the same subject become one. */
    private List<ThreadNode> joinedBySubject(List<ThreadNode> roots) {
        Map<String, ThreadNode> table = new HashMap<>();
        for (ThreadNode root : roots) {
            String subject = subject(root);
            ThreadNode known = table.get(subject);
            if (!subject.isEmpty() && (known == null || isBetter(root, known))) {
                table.put(subject, root);
            }
        }
        Set<ThreadNode> joined = new LinkedHashSet<>(roots);
        for (ThreadNode root : roots) {
            String subject = subject(root);
            ThreadNode known = table.get(subject);
            if (known != null && known != root) {
                join(root, known, joined).ifPresent(both -> table.put(subject, both));
            }
        }
        return new ArrayList<>(joined);
    }

    private static String subject(ThreadNode root) {
        return root.first().facts().orElseThrow().subject();
    }

    private static boolean isReply(ThreadNode root) {
        return root.first().facts().orElseThrow().isReply();
    }

    private static boolean isBetter(ThreadNode root, ThreadNode known) {
        boolean emptier = root.subject().isEmpty() && known.subject().isPresent();
        return emptier || known.subject().isPresent() && isReply(known) && !isReply(root);
    }

    /** Gives the place that holds both, if one was made. */
    private Optional<ThreadNode> join(
            ThreadNode root, ThreadNode known, Collection<ThreadNode> joined) {
        joined.remove(root);
        if (known.subject().isEmpty() && root.subject().isEmpty()) {
            root.disband().forEach(c -> c.moveBelow(known));
            all.remove(root);
        } else if (known.subject().isEmpty() || isReply(root) && !isReply(known)) {
            root.moveBelow(known);
        } else {
            ThreadNode both = empty();
            joined.remove(known);
            joined.add(both);
            known.moveBelow(both);
            root.moveBelow(both);
            return Optional.of(both);
        }
        return Optional.empty();
    }
}
