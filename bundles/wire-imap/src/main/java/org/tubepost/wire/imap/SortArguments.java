// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.wire.imap.SearchProgram.BadCharsetException;

/**
 * Arguments of SORT and UID SORT (RFC 5256, RFC 5267, RFC 5957).
 *
 * @param returned what an ESEARCH answer holds; empty for the old answer
 * @param criteria at least one, the first decides first
 * @param program what to look for
 */
public record SortArguments(
        Optional<ReturnOptions> returned, List<Criterion> criteria, SearchProgram program) {
    private static final int MAX_CRITERIA = 30;

    /** What messages are sorted by. */
    public enum By {
        /** Internal date. */
        ARRIVAL,
        /** Mailbox of the first address in Cc. */
        CC,
        /** Date field. */
        DATE,
        /** Name or address of the first author. */
        DISPLAYFROM,
        /** Name or address of the first recipient. */
        DISPLAYTO,
        /** Mailbox of the first author. */
        FROM,
        /** Octets. */
        SIZE,
        /** Base subject. */
        SUBJECT,
        /** Mailbox of the first recipient. */
        TO
    }

    /**
     * A criterion.
     *
     * @param by what counts
     * @param reverse from large to small
     */
    public record Criterion(By by, boolean reverse) {}

    /** Copies the list. */
    public SortArguments {
        criteria = List.copyOf(criteria);
    }

    /**
     * Reads them, to the end of the command.
     *
     * @throws BadCharsetException if the charset is not known
     */
    public static SortArguments parse(Tokens tokens)
            throws BadCommandException, BadCharsetException {
        tokens.space();
        Optional<ReturnOptions> returned = ReturnOptions.parse(tokens);
        List<Criterion> criteria = new ArrayList<>();
        tokens.expect('(');
        do {
            String name = tokens.word();
            boolean reverse = name.equals("REVERSE");
            if (reverse) {
                tokens.space();
                name = tokens.word();
            }
            criteria.add(new Criterion(by(name), reverse));
        } while (criteria.size() < MAX_CRITERIA && tokens.skip(' '));
        tokens.expect(')');
        tokens.space();
        return new SortArguments(returned, criteria, SearchProgram.parseWithCharset(tokens));
    }

    private static By by(String name) throws BadCommandException {
        try {
            return By.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new BadCommandException("Unknown sort key " + name);
        }
    }
}
