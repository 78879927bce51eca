// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the entries of a table that an input may match: those that are the input, and those whose
 * literal beginning the input begins with. Where many entries begin alike, those are kept that have
 * no other literal, or whose longest other literal stands somewhere in the input. Immutable.
 */
final class EntryIndex {
    /** So many entries with one beginning are tried one by one. */
    private static final int FEW = 32;

    /** Shorter literals tell nothing. */
    private static final int SHORTEST_INNER = 3;

    private final LiteralSlots beginnings;
    private final LiteralSlots exact;

    /** For long lists of {@link #beginnings}: the same entries by the literals inside. */
    private final Map<EntryList, Inner> inner = new IdentityHashMap<>();

    /** Entries of one beginning: without a literal inside, and by literals inside. */
    private record Inner(EntryList without, LiteralSlots literals) {}

    EntryIndex(List<Entry> entries) {
        Map<String, EntryList> begin = new HashMap<>();
        Map<String, EntryList> whole = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Pattern pattern = entries.get(i).pattern();
            (pattern.exact ? whole : begin)
                    .computeIfAbsent(pattern.prefix, p -> new EntryList())
                    .add(i);
        }
        beginnings = new LiteralSlots(begin);
        exact = new LiteralSlots(whole);
        for (EntryList list : begin.values()) {
            if (list.size() > FEW) {
                inner.put(list, inner(list, entries));
            }
        }
    }

    private static Inner inner(EntryList list, List<Entry> entries) {
        Map<String, EntryList> byLiteral = new HashMap<>();
        EntryList without = new EntryList();
        for (int i = 0; i < list.size(); i++) {
            int entry = list.get(i);
            String literal = entries.get(entry).pattern().longestInner();
            (literal.length() < SHORTEST_INNER
                            ? without
                            : byLiteral.computeIfAbsent(literal, l -> new EntryList()))
                    .add(entry);
        }
        return new Inner(without, new LiteralSlots(byLiteral));
    }

    /** Entries that an upper-case input may match, from one entry on. */
    Candidates candidates(char[] upper, int from) {
        Candidates found = new Candidates(from);
        int hash = 0;
        int longest = Math.min(upper.length, beginnings.longest());
        boolean mayBeExact = exact.hasLength(upper.length);
        for (int length = 0; length <= (mayBeExact ? upper.length : longest); length++) {
            hash = length == 0 ? 0 : 31 * hash + upper[length - 1];
            if (beginnings.hasLength(length)) {
                add(beginnings.find(hash, upper, 0, length), upper, found);
            }
        }
        if (mayBeExact) {
            found.add(exact.find(hash, upper, 0, upper.length));
        }
        return found;
    }

    private void add(EntryList list, char[] upper, Candidates found) {
        Inner further = list == null || inner.isEmpty() ? null : inner.get(list);
        if (further == null) {
            found.add(list);
        } else {
            found.add(further.without);
            further.literals.findAnywhere(upper, found);
        }
    }
}
