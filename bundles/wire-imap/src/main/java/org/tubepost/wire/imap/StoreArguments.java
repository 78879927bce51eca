// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Arguments of STORE and UID STORE (RFC 3501 section 6.4.6, RFC 7162 section 3.1.3).
 *
 * @param messages which messages
 * @param unchangedSince only messages not changed after this
 * @param sign {@code +} to add, {@code -} to remove, a blank to replace
 * @param silent the client knows what comes out
 * @param flags as written
 */
public record StoreArguments(
        SequenceSet messages,
        OptionalLong unchangedSince,
        char sign,
        boolean silent,
        List<String> flags) {

    /** Copies the list. */
    public StoreArguments {
        flags = List.copyOf(flags);
    }

    /** Reads them, to the end of the command. */
    public static StoreArguments parse(Tokens tokens) throws BadCommandException {
        tokens.space();
        SequenceSet messages = tokens.sequenceSet();
        tokens.space();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (tokens.skip('(')) {
            if (!tokens.name().equals("UNCHANGEDSINCE")) {
                throw new BadCommandException("Unknown modifier");
            }
            tokens.space();
            unchangedSince = OptionalLong.of(tokens.number64());
            tokens.expect(')');
            tokens.space();
        }
        char sign = tokens.skip('+') ? '+' : tokens.skip('-') ? '-' : ' ';
        String name = tokens.name();
        if (!name.equals("FLAGS") && !name.equals("FLAGS.SILENT")) {
            throw new BadCommandException("Expected FLAGS");
        }
        tokens.space();
        List<String> flags = tokens.sees('(') ? tokens.flagList() : bare(tokens);
        tokens.end();
        return new StoreArguments(messages, unchangedSince, sign, name.endsWith(".SILENT"), flags);
    }

    private static List<String> bare(Tokens tokens) throws BadCommandException {
        List<String> flags = new ArrayList<>();
        do {
            flags.add(tokens.flag());
        } while (tokens.skip(' '));
        return flags;
    }
}
