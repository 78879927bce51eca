// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an ESEARCH answer holds (RFC 4731, RFC 5182, RFC 5267, RFC 9394).
 *
 * @param results parts of the answer, and what else is to be done; not empty
 * @param partial the stretch of {@link Result#PARTIAL}
 * @param fetched what {@link Result#UPDATE} fetches of new messages that match (RFC 5465 section 7)
 */
public record ReturnOptions(
        Set<Result> results, Optional<Stretch> partial, List<FetchItem> fetched) {
    private static final Set<Result> ANSWERED =
            EnumSet.of(Result.MIN, Result.MAX, Result.ALL, Result.COUNT, Result.PARTIAL);

    /** All numbers: what is answered when nothing is said. */
    public static final ReturnOptions ALL =
            new ReturnOptions(EnumSet.of(Result.ALL), Optional.empty(), List.of());

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
        PARTIAL,
        /** Nothing of it: the same search may come again (RFC 5267 section 4.2). */
        CONTEXT,
        /** Nothing of it: the client is told how the result changes (RFC 5267 section 4.3). */
        UPDATE
    }

    /** Copies set and list. */
    public ReturnOptions {
        fetched = List.copyOf(fetched);
        results = Collections.unmodifiableSet(EnumSet.copyOf(results));
    }

    /** True for a part of the answer. */
    public boolean has(Result result) {
        return results.contains(result);
    }

    /** True when there is an answer; otherwise the result is only remembered. */
    public boolean isAnswered() {
        return !Collections.disjoint(results, ANSWERED);
    }

    /** Reads {@code RETURN (...)} and the space behind it, if it comes next. */
    static Optional<ReturnOptions> parse(Tokens tokens) throws BadCommandException {
        if (!tokens.skipWord("RETURN")) {
            return Optional.empty();
        }
        tokens.space();
        Set<Result> results = EnumSet.noneOf(Result.class);
        Optional<Stretch> partial = Optional.empty();
        List<FetchItem> fetched = List.of();
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
            } else if (result == Result.UPDATE && tokens.skip(" (")) {
                fetched = FetchArguments.items(tokens);
            }
        }
        tokens.space();
        if (Collections.disjoint(results, ANSWERED) && !results.contains(Result.SAVE)) {
            results.add(Result.ALL);
        }
        if (results.contains(Result.PARTIAL) && results.contains(Result.ALL)) {
            throw new BadCommandException("PARTIAL and ALL do not go together");
        }
        return Optional.of(new ReturnOptions(results, partial, fetched));
    }

    private static Result result(String name) throws BadCommandException {
        try {
            return Result.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new BadCommandException("Unknown result option " + name);
        }
    }
}
