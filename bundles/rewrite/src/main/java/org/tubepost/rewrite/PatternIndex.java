// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules by pattern. The key that is looked for is never built: it is a tag, some stars and the end
 * of the domain, and is hashed and compared where it stands. Hashes run from right to left, so that
 * all ends of one name share the work. Open addressing, at most half full; immutable.
 */
final class PatternIndex {
    private static final Rule[] NONE = {};

    private final String[] patterns;
    private final Rule[][] rules;
    private final int mask;
    private final boolean[] starsAlone;
    private final boolean[] starsBehindDot;

    PatternIndex(Map<String, List<Rule>> all) {
        int size = Integer.highestOneBit(Math.max(8, all.size() * 2)) << 1;
        mask = size - 1;
        patterns = new String[size];
        rules = new Rule[size][];
        int most = 0;
        for (String pattern : all.keySet()) {
            most = Math.max(most, PatternText.stars(pattern));
        }
        starsAlone = new boolean[most + 1];
        starsBehindDot = new boolean[most + 1];
        all.forEach(this::put);
    }

    /** Groups rules by pattern, each group in file order. */
    static PatternIndex of(List<Rule> inOrder) {
        Map<String, List<Rule>> grouped = new HashMap<>(inOrder.size() * 2);
        inOrder.forEach(r -> grouped.computeIfAbsent(r.pattern(), p -> new ArrayList<>(1)).add(r));
        return new PatternIndex(grouped);
    }

    private void put(String pattern, List<Rule> inOrder) {
        int slot = slot(hash(0, pattern, 0));
        while (patterns[slot] != null) {
            slot = (slot + 1) & mask;
        }
        patterns[slot] = pattern;
        rules[slot] = inOrder.toArray(Rule[]::new);
        // A tag may stand before the stars, so both shapes count where it is not certain.
        int stars = PatternText.stars(pattern);
        starsAlone[stars] |= !pattern.startsWith(".");
        starsBehindDot[stars] |= pattern.indexOf('.') >= 0;
    }

    /** Most wildcards in one pattern. */
    int mostStars() {
        return starsAlone.length - 1;
    }

    /** Whether any pattern has this many stars, behind a dot or not. */
    boolean hasStars(int stars, boolean behindDot) {
        return stars == 0 || (behindDot ? starsBehindDot : starsAlone)[stars];
    }

    /** Rules of a pattern that is tag and text. */
    Rule[] find(String tag, String text) {
        return find(tag, 0, false, text, 0);
    }

    /**
     * Rules of the pattern that is tag, stars and the end of a name.
     *
     * @param stars how many wildcards, joined by dots
     * @param behindDot whether a dot stands before the first wildcard
     * @param from where the end of the name begins
     */
    Rule[] find(String tag, int stars, boolean behindDot, String name, int from) {
        int hash = hash(0, name, from);
        for (int i = stars; i > 0; i--) {
            hash = hash * 31 + '*';
            hash = i > 1 || behindDot ? hash * 31 + '.' : hash;
        }
        hash = hash(hash, tag, 0);
        int middle = stars == 0 ? 0 : stars * 2 - (behindDot ? 0 : 1);
        int length = tag.length() + middle + name.length() - from;
        for (int slot = slot(hash); patterns[slot] != null; slot = (slot + 1) & mask) {
            String pattern = patterns[slot];
            if (pattern.length() == length
                    && pattern.startsWith(tag)
                    && hasStarsAt(pattern, tag.length(), middle, behindDot)
                    && pattern.regionMatches(
                            tag.length() + middle, name, from, name.length() - from)) {
                return rules[slot];
            }
        }
        return NONE;
    }

    private static boolean hasStarsAt(String pattern, int at, int length, boolean behindDot) {
        for (int i = 0; i < length; i++) {
            boolean dot = (i & 1) == (behindDot ? 0 : 1);
            if (pattern.charAt(at + i) != (dot ? '.' : '*')) {
                return false;
            }
        }
        return true;
    }

    /** Spreads hashes, which are near each other for names that count up. */
    private int slot(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 16) & mask;
    }

    private static int hash(int behind, String text, int from) {
        int hash = behind;
        for (int i = text.length() - 1; i >= from; i--) {
            hash = hash * 31 + text.charAt(i);
        }
        return hash;
    }
}
