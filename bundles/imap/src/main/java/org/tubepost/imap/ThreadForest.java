// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Threads of messages: nodes by number, roots and children in the order in which they are added.
 * Threads may be as deep as a mailbox has messages, so nothing here calls itself.
 */
final class ThreadForest {
    private static final int OPEN = -1;
    private static final int CLOSE = -2;

    // Node numbers are one more here, so that zero says that there is none.
    private final int[] messages;
    private final int[] firstChild;
    private final int[] lastChild;
    private final int[] next;
    private int firstRoot;
    private int lastRoot;
    private int[] line = new int[64];
    private int length;

    /** Of so many nodes at most, each an empty place. */
    ThreadForest(int nodes) {
        messages = new int[nodes];
        firstChild = new int[nodes];
        lastChild = new int[nodes];
        next = new int[nodes];
    }

    /** Puts a message into a node. */
    void put(int node, int index) {
        messages[node] = index + 1;
    }

    /** Adds a node at the top. */
    void root(int node) {
        if (firstRoot == 0) {
            firstRoot = node + 1;
        } else {
            next[lastRoot - 1] = node + 1;
        }
        lastRoot = node + 1;
    }

    /** Adds a node below another one. */
    void child(int parent, int node) {
        if (firstChild[parent] == 0) {
            firstChild[parent] = node + 1;
        } else {
            next[lastChild[parent] - 1] = node + 1;
        }
        lastChild[parent] = node + 1;
    }

    boolean hasChildren(int node) {
        return firstChild[node] != 0;
    }

    /**
     * The threads in parentheses (RFC 5256 section 4), single children in a row, several children
     * each in its own parentheses: indexes of messages, and numbers below zero for parentheses.
     */
    int[] line() {
        int[] todo = new int[64];
        for (int root = firstRoot; root != 0; root = next[root - 1]) {
            todo[0] = root;
            int depth = 1;
            while (depth > 0) {
                int node = todo[--depth];
                if (node == CLOSE) {
                    add(CLOSE);
                    continue;
                }
                add(OPEN);
                todo[depth++] = CLOSE;
                node = row(node);
                int children = 0;
                for (int c = firstChild[node - 1]; c != 0; c = next[c - 1]) {
                    children++;
                }
                if (depth + children + 1 > todo.length) {
                    todo = Arrays.copyOf(todo, 2 * (depth + children + 1));
                }
                int at = depth + children;
                for (int c = firstChild[node - 1]; c != 0; c = next[c - 1]) {
                    todo[--at] = c;
                }
                depth += children;
            }
        }
        return Arrays.copyOf(line, length);
    }

    /** Messages below each other without a brother; gives the node whose children come next. */
    private int row(int first) {
        int node = first;
        while (messages[node - 1] != 0) {
            add(messages[node - 1] - 1);
            int child = firstChild[node - 1];
            if (child == 0 || child != lastChild[node - 1]) {
                break;
            }
            node = child;
        }
        return node;
    }

    private void add(int word) {
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = word;
    }

    /** Writes what {@link #line} gave. */
    static void write(int[] line, IntToLongFunction number, Output out) {
        int before = CLOSE;
        for (int word : line) {
            if (word < 0) {
                if (word == OPEN && before >= 0) {
                    out.character(' ');
                }
                out.character(word == OPEN ? '(' : ')');
            } else {
                if (before >= 0) {
                    out.character(' ');
                }
                out.number(number.applyAsLong(word));
            }
            before = word;
        }
    }
}
