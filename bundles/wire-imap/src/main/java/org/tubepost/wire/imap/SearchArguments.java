// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.Optional;
import org.tubepost.wire.imap.SearchProgram.BadCharsetException;

/**
 * Arguments of SEARCH and UID SEARCH (RFC 3501 section 6.4.4, RFC 4731).
 *
 * @param returned what an ESEARCH answer holds; empty for the old answer
 * @param program what to look for
 */
public record SearchArguments(Optional<ReturnOptions> returned, SearchProgram program) {

    /**
     * Reads them, to the end of the command.
     *
     * @throws BadCharsetException if the charset is not known
     */
    public static SearchArguments parse(Tokens tokens)
            throws BadCommandException, BadCharsetException {
        tokens.space();
        Optional<ReturnOptions> returned = ReturnOptions.parse(tokens);
        return new SearchArguments(returned, SearchProgram.parse(tokens));
    }
}
