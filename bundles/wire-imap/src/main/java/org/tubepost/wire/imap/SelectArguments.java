// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.Optional;

/**
 * Arguments of SELECT and EXAMINE (RFC 3501 section 6.3.1, RFC 7162 sections 3.1.8 and 3.2.5).
 *
 * @param mailbox name in Unicode
 * @param condstore the client wants modification sequences
 * @param resync what the client remembers of the mailbox
 */
public record SelectArguments(String mailbox, boolean condstore, Optional<Resync> resync) {

    /**
     * What a client remembers of a mailbox.
     *
     * @param uidValidity validity of its UIDs
     * @param modSeq highest modification sequence that it has seen
     * @param knownUids UIDs that it knows; empty for all
     * @param match some message numbers with their UIDs
     */
    public record Resync(
            long uidValidity,
            long modSeq,
            Optional<SequenceSet> knownUids,
            Optional<Match> match) {}

    /**
     * Message numbers and the UIDs that they had, pairwise.
     *
     * @param numbers ascending message numbers
     * @param uids their UIDs
     */
    public record Match(SequenceSet numbers, SequenceSet uids) {}

    /** Reads them, to the end of the command. */
    public static SelectArguments parse(Tokens tokens) throws BadCommandException {
        tokens.space();
        String mailbox = tokens.mailbox();
        boolean condstore = false;
        Optional<Resync> resync = Optional.empty();
        if (tokens.skip(' ')) {
            tokens.expect('(');
            do {
                String name = tokens.word();
                switch (name) {
                    case "CONDSTORE" -> condstore = true;
                    case "QRESYNC" -> resync = Optional.of(resync(tokens));
                    default -> throw new BadCommandException("Unknown parameter " + name);
                }
            } while (tokens.skip(' '));
            tokens.expect(')');
        }
        tokens.end();
        return new SelectArguments(mailbox, condstore, resync);
    }

    private static Resync resync(Tokens tokens) throws BadCommandException {
        tokens.space();
        tokens.expect('(');
        long uidValidity = tokens.number();
        tokens.space();
        long modSeq = tokens.number64();
        Optional<SequenceSet> knownUids = Optional.empty();
        Optional<Match> match = Optional.empty();
        if (tokens.skip(' ') && !tokens.sees('(')) {
            knownUids = Optional.of(tokens.sequenceSet());
            tokens.skip(' ');
        }
        if (tokens.skip('(')) {
            SequenceSet numbers = tokens.sequenceSet();
            tokens.space();
            match = Optional.of(new Match(numbers, tokens.sequenceSet()));
            tokens.expect(')');
        }
        tokens.expect(')');
        if (uidValidity == 0 || modSeq == 0) {
            throw new BadCommandException("UIDVALIDITY and modification sequence are not zero");
        }
        return new Resync(uidValidity, modSeq, knownUids, match);
    }
}
