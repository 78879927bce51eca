// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import org.tubepost.wire.imap.SearchProgram.BadCharsetException;

/**
 * Arguments of THREAD and UID THREAD (RFC 5256).
 *
 * @param algorithm how messages are put together
 * @param program what to look for
 */
public record ThreadArguments(Algorithm algorithm, SearchProgram program) {

    /** Ways to put messages together. */
    public enum Algorithm {
        /** By subject and date. */
        ORDEREDSUBJECT,
        /** By the ids that they refer to. */
        REFERENCES
    }

    /**
     * Reads them, to the end of the command.
     *
     * @throws BadCharsetException if the charset is not known
     */
    public static ThreadArguments parse(Tokens tokens)
            throws BadCommandException, BadCharsetException {
        tokens.space();
        String name = tokens.word();
        Algorithm algorithm;
        try {
            algorithm = Algorithm.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new BadCommandException("Unknown thread algorithm " + name);
        }
        tokens.space();
        return new ThreadArguments(algorithm, SearchProgram.parseWithCharset(tokens));
    }
}
