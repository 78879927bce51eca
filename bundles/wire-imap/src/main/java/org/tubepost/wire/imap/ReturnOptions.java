// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an ESEARCH answer holds (RFC 4731, RFC 5182, RFC 5267, RFC 9394).
 *
 * @param results parts of the answer; not empty
 * @param partial the stretch of {@link Result#PARTIAL}
 */
public record ReturnOptions(Set<Result> results, Optional<Stretch> partial) {
    /** All numbers: what is answered when nothing is said. */
    public static final ReturnOptions ALL =
            new ReturnOptions(EnumSet.of(Result.ALL), Optional.empty());

    /** Parts of an ESEARCH answer, and what else is to be done. */
    public enum Result {
        /** Lowest number, or first one of a SORT. */
        MIN,
        /** Highest number, or last one of a SORT. */
        MAX,
        /** All numbers. */
        ALL,
        /** How many. */
        COUNT,
        /** Nothing of it: it is remembered (RFC 5182). */
        SAVE,
        /** A stretch of the numbers. */
        PARTIAL
    }

    /** Copies the set. */
    public ReturnOptions {
        results = Collections.unmodifiableSet(EnumSet.copyOf(results));
    }

    /** True for a part of the answer. */
    public boolean has(Result result) {
        return results.contains(result);
    }

    /** Reads {@code RETURN (...)} and the space behind it, if it comes next. */
    static Optional<ReturnOptions> parse(Tokens tokens) throws BadCommandException {
        if (!tokens.skipWord("RETURN")) {
            return Optional.empty();
        }
        tokens.space();
        Set<Result> results = EnumSet.noneOf(Result.class);
        Optional<Stretch> partial = Optional.empty();
        tokens.expect('(');
        boolean first = true;
        while (!tokens.skip(')')) {
            if (!first) {
                tokens.space();
            }
            first = false;
            Result result = result(tokens.word());
            results.add(result);
            if (result == Result.PARTIAL) {
                tokens.space();
                partial = Optional.of(Stretch.parse(tokens));
            }
        }
        tokens.space();
        if (results.isEmpty()) {
            results.add(Result.ALL);
        }
        if (results.contains(Result.PARTIAL) && results.contains(Result.ALL)) {
            throw new BadCommandException("PARTIAL and ALL do not go together");
        }
        return Optional.of(new ReturnOptions(results, partial));
    }

    private static Result result(String name) throws BadCommandException {
        try {
            return Result.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new BadCommandException("Unknown result option " + name);
        }
    }
}
