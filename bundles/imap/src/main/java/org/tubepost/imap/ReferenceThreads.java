// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Arrays;

/**
 * Threads of messages that refer to each other (RFC 5256, REFERENCES), step by step as there. A
 * node is a number: that of the id of its message, or one behind those for a message whose id
 * another one has, or none. A node is an empty place until it has a message. Lists of children are
 * made when all parents are known, by one walk over the messages in the order of their dates, which
 * puts every list in its order.
 */
final class ReferenceThreads {
    private static final int ROOM = 64;

    private final Chosen chosen;
    private final HeaderColumns columns;
    private final int[] byDate;

    /** Nodes of the messages, by position. */
    private final int[] nodes;

    // By node; what is kept is one more, so that zero says that there is none.
    private int[] messages;
    private int[] parents;
    private int[] children;
    private int size;

    private ReferenceThreads(Chosen chosen) {
        this.chosen = chosen;
        this.columns = chosen.columns();
        this.byDate = Ordering.byDate(chosen);
        this.nodes = new int[chosen.size()];
        this.size = columns.ids();
        this.messages = new int[size + ROOM];
        this.parents = new int[size + ROOM];
        this.children = new int[size + ROOM];
    }

    /** Threads as {@link ThreadForest#line} says. */
    static int[] of(Chosen chosen) {
        ReferenceThreads threads = new ReferenceThreads(chosen);
        for (int position = 0; position < chosen.size(); position++) {
            threads.add(position);
        }
        threads.prune();
        threads.join();
        return threads.forest().line();
    }

    /** Step 1: a message gets its place, and a parent. */
    private void add(int position) {
        int row = chosen.rows()[position];
        int previous = -1;
        int end = columns.referencesTo(row);
        for (int at = columns.referencesFrom(row); at < end; at++) {
            int node = columns.reference(at);
            if (previous >= 0 && parents[node] == 0 && !isAbove(node, previous)) {
                moveBelow(node, previous);
            }
            previous = node;
        }
        int own = own(columns.id(row));
        messages[own] = position + 1;
        nodes[position] = own;
        if (previous < 0) {
            detach(own);
        } else if (!isAbove(own, previous)) {
            moveBelow(own, previous);
        }
    }

    /** An id that two messages have belongs to the first of them. */
    private int own(int id) {
        return id != HeaderColumns.NO_ID && messages[id] == 0 ? id : more();
    }

    private int more() {
        if (size == messages.length) {
            int length = size + (size >> 1);
            messages = Arrays.copyOf(messages, length);
            parents = Arrays.copyOf(parents, length);
            children = Arrays.copyOf(children, length);
        }
        return size++;
    }

    /** A link that would close a circle; what has nothing below it is above nothing. */
    private boolean isAbove(int node, int other) {
        if (node == other || children[node] == 0) {
            return node == other;
        }
        int at = parents[other];
        while (at != 0 && at - 1 != node) {
            at = parents[at - 1];
        }
        return at != 0;
    }

    private void moveBelow(int node, int parent) {
        detach(node);
        parents[node] = parent + 1;
        children[parent]++;
    }

    private void detach(int node) {
        if (parents[node] != 0) {
            children[parents[node] - 1]--;
            parents[node] = 0;
        }
    }

    private boolean isEmpty(int node) {
        return messages[node] == 0;
    }

    /** Step 3: empty places go, except those that hold several messages together at the top. */
    private void prune() {
        Arrays.fill(children, 0);
        for (int node : nodes) {
            int parent = parents[node];
            while (parent != 0 && isEmpty(parent - 1) && parents[parent - 1] != 0) {
                parent = parents[parent - 1];
            }
            shorten(node, parent);
            if (parent != 0) {
                children[parent - 1]++;
            }
        }
        for (int node : nodes) {
            int parent = parents[node];
            if (parent != 0 && isEmpty(parent - 1) && children[parent - 1] < 2) {
                parents[node] = 0;
            }
        }
    }

    /** A node, and the empty places on its way, get a parent above them, so that none is long. */
    private void shorten(int first, int parent) {
        int node = first;
        while (parents[node] != parent) {
            int above = parents[node];
            parents[node] = parent;
            node = above - 1;
        }
    }

    /** Step 5: threads with the same subject become one. */
    private void join() {
        int[] firsts = new int[size];
        int[] roots = roots(firsts);
        int[] table = new int[columns.texts().size()];
        for (int root : roots) {
            int subject = columns.subject(firsts[root]);
            boolean better = table[subject] == 0 || isBetter(root, table[subject] - 1, firsts);
            if (better && !columns.texts().isEmpty(subject)) {
                table[subject] = root + 1;
            }
        }
        for (int root : roots) {
            int subject = columns.subject(firsts[root]);
            int known = table[subject] - 1;
            if (known >= 0 && known != root) {
                table[subject] = joined(root, known, firsts) + 1;
            }
        }
    }

    /** Step 4: roots by date. Of each, the row of its message, or of that of its first child. */
    private int[] roots(int[] firsts) {
        int[] roots = new int[nodes.length];
        int count = 0;
        boolean[] met = new boolean[size];
        for (int position : byDate) {
            int node = nodes[position];
            int root = parents[node] == 0 ? node : parents[node] - 1;
            boolean top = root == node || isEmpty(root);
            if (top && !met[root]) {
                met[root] = true;
                firsts[root] = chosen.rows()[position];
                roots[count++] = root;
            }
        }
        return Arrays.copyOf(roots, count);
    }

    private boolean isReply(int root, int[] firsts) {
        return columns.isReply(firsts[root]);
    }

    private boolean isBetter(int root, int known, int[] firsts) {
        boolean emptier = isEmpty(root) && !isEmpty(known);
        return emptier || !isEmpty(known) && isReply(known, firsts) && !isReply(root, firsts);
    }

    /** Gives the root that holds both. */
    private int joined(int root, int known, int[] firsts) {
        boolean below = isEmpty(known) || isReply(root, firsts) && !isReply(known, firsts);
        if (below) {
            // Also an empty place: its children are found by way of it.
            parents[root] = known + 1;
            return known;
        }
        int both = more();
        parents[known] = both + 1;
        parents[root] = both + 1;
        return both;
    }

    /** Step 6, and all lists of children. */
    private ThreadForest forest() {
        ThreadForest forest = new ThreadForest(size);
        for (int position : byDate) {
            int node = nodes[position];
            forest.put(node, chosen.indexes()[position]);
            int parent = parents[node] - 1;
            if (parent >= 0 && isEmpty(parent) && parents[parent] != 0) {
                parent = parents[parent] - 1;
            }
            if (parent < 0) {
                forest.root(node);
                continue;
            }
            if (isEmpty(parent) && !forest.hasChildren(parent)) {
                forest.root(parent);
            }
            forest.child(parent, node);
        }
        return forest;
    }
}
