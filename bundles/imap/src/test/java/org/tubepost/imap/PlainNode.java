// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.tubepost.imap.PlainThreads.Subject;

/**
 * A message in a thread, or a place that holds messages together whose parent is not there. Threads
 * may be as deep as a mailbox has messages, so nothing here calls itself.
 */
final class PlainNode {
    /** By date, then by place in the mailbox (RFC 5256 section 3). */
    static final Comparator<PlainNode> BY_DATE =
            Comparator.comparingLong((PlainNode n) -> n.first().sent())
                    .thenComparingInt(n -> n.first().index());

    private final List<PlainNode> children = new ArrayList<>();
    private Optional<Subject> subject;
    private Optional<PlainNode> parent = Optional.empty();

    /** A place without a message. */
    PlainNode() {
        subject = Optional.empty();
    }

    /** A message. */
    PlainNode(Subject subject) {
        this.subject = Optional.of(subject);
    }

    Optional<Subject> subject() {
        return subject;
    }

    void fill(Subject message) {
        subject = Optional.of(message);
    }

    Optional<PlainNode> parent() {
        return parent;
    }

    List<PlainNode> children() {
        return children;
    }

    /** The message itself, or that of the first child. */
    Subject first() {
        PlainNode node = this;
        while (node.subject.isEmpty()) {
            node = node.children.get(0);
        }
        return node.subject.get();
    }

    /** True when the other one is this one or above it. */
    boolean isBelow(PlainNode other) {
        Optional<PlainNode> at = Optional.of(this);
        while (at.isPresent()) {
            if (at.get() == other) {
                return true;
            }
            at = at.get().parent;
        }
        return false;
    }

    /** Puts it below another one, away from where it was. */
    void moveBelow(PlainNode other) {
        detach();
        parent = Optional.of(other);
        other.children.add(this);
    }

    /** Takes it away from its parent. */
    void detach() {
        parent.ifPresent(p -> p.children.remove(this));
        parent = Optional.empty();
    }

    /** Takes the place of empty children for their own ones. */
    void adoptFromEmpty() {
        List<PlainNode> kept = new ArrayList<>();
        for (PlainNode child : children) {
            kept.addAll(child.subject.isPresent() ? List.of(child) : child.disband());
        }
        children.clear();
        children.addAll(kept);
        children.forEach(c -> c.parent = Optional.of(this));
    }

    /** Lets go of all children and gives them. */
    List<PlainNode> disband() {
        List<PlainNode> free = List.copyOf(children);
        children.clear();
        free.forEach(c -> c.parent = Optional.empty());
        return free;
    }

    /**
     * Writes the thread in parentheses (RFC 5256 section 4): single children in a row, several
     * children each in its own parentheses.
     */
    void write(StringBuilder out, ToLongFunction<Subject> number) {
        Deque<Optional<PlainNode>> todo = new ArrayDeque<>();
        todo.push(Optional.of(this));
        while (!todo.isEmpty()) {
            Optional<PlainNode> next = todo.pop();
            if (next.isEmpty()) {
                out.append(')');
                continue;
            }
            PlainNode node = next.get();
            out.append('(');
            todo.push(Optional.empty());
            boolean first = true;
            while (node.subject.isPresent()) {
                out.append(first ? "" : " ").append(number.applyAsLong(node.subject.get()));
                first = false;
                if (node.children.size() != 1) {
                    break;
                }
                node = node.children.get(0);
            }
            out.append(node.children.isEmpty() || first ? "" : " ");
            for (int i = node.children.size() - 1; i >= 0; i--) {
                todo.push(Optional.of(node.children.get(i)));
            }
        }
    }
}
