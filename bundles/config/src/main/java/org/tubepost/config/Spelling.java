// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.Collection;
import java.util.Optional;

/** How far apart two words are. */
final class Spelling {
    /** Longer words are no slip of the pen; the distance takes the square of the length. */
    private static final int LONGEST = 64;

    private Spelling() {}

    /** The word of a language that is spelled most like a word, if one is near enough. */
    static Optional<String> nearest(String word, Collection<String> language) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String best = null;
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String name : language) {
            if (Math.abs(name.length() - word.length()) < bestDistance) {
                int distance = distance(word, name);
                if (distance < bestDistance) {
                    bestDistance = distance;
                    best = name;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Number of letters to insert, delete or change (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
