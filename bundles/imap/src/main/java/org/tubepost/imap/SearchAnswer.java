// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.List;
import org.tubepost.wire.imap.ReturnOptions;
import org.tubepost.wire.imap.ReturnOptions.Result;
import org.tubepost.wire.imap.SequenceSet;
import org.tubepost.wire.imap.Stretch;
import org.tubepost.wire.imap.Strings;

/**
 * The ESEARCH answer of SEARCH and SORT (RFC 4731, RFC 5267, RFC 9394).
 *
 * @param tag of the command
 * @param byUid numbers are UIDs
 * @param numbers what was found, in order
 * @param modSeq highest modification sequence, 0 if it was not asked for
 */
record SearchAnswer(String tag, boolean byUid, List<Long> numbers, long modSeq) {

    /** Beginning of a line about a search. */
    static String beginning(String tag, boolean byUid) {
        return "* ESEARCH (TAG " + Strings.string(tag) + ")" + (byUid ? " UID" : "");
    }

    /** The line with what was asked for. */
    String line(ReturnOptions options) {
        StringBuilder line = new StringBuilder(beginning(tag, byUid));
        if (!numbers.isEmpty()) {
            if (options.has(Result.MIN)) {
                line.append(" MIN ").append(numbers.get(0));
            }
            if (options.has(Result.MAX)) {
                line.append(" MAX ").append(numbers.get(numbers.size() - 1));
            }
            if (options.has(Result.ALL)) {
                line.append(" ALL ").append(SequenceSet.format(numbers));
            }
        }
        options.partial().ifPresent(p -> line.append(partial(p)));
        if (options.has(Result.COUNT)) {
            line.append(" COUNT ").append(numbers.size());
        }
        return line.append(modSeq > 0 && !numbers.isEmpty() ? " MODSEQ " + modSeq : "").toString();
    }

    private String partial(Stretch stretch) {
        List<Long> part = part(stretch);
        String written = part.isEmpty() ? "NIL" : SequenceSet.format(part);
        return " PARTIAL (" + stretch + " " + written + ")";
    }

    private List<Long> part(Stretch stretch) {
        int from = stretch.from(numbers.size());
        return numbers.subList(from, Math.max(from, stretch.to(numbers.size())));
    }

    /** What of it is saved: with MIN, MAX or a stretch alone only those (RFC 5182 section 2.4). */
    List<Long> saved(ReturnOptions options) {
        boolean ends = options.has(Result.MIN) || options.has(Result.MAX);
        if (numbers.isEmpty() || options.has(Result.ALL) || options.has(Result.COUNT)) {
            return numbers;
        }
        if (options.partial().isPresent()) {
            return part(options.partial().get());
        }
        if (!ends) {
            return numbers;
        }
        Long first = numbers.get(0);
        Long last = numbers.get(numbers.size() - 1);
        if (!options.has(Result.MAX)) {
            return List.of(first);
        }
        return options.has(Result.MIN) && !first.equals(last)
                ? List.of(first, last)
                : List.of(last);
    }
}
