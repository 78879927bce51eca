// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Arguments of APPEND from the mailbox on (RFC 3501 section 6.3.11, RFC 3502, RFC 3516, RFC 4469,
 * RFC 6855), which REPLACE has as well (RFC 8508).
 *
 * @param mailbox name in Unicode
 * @param messages at least one
 */
public record AppendArguments(String mailbox, List<Message> messages) {

    /** Copies the list. */
    public AppendArguments {
        messages = List.copyOf(messages);
    }

    /**
     * A message.
     *
     * @param flags as written
     * @param date internal date
     * @param utf8 its header may be in UTF-8
     * @param pieces what it is put together from, in order
     */
    public record Message(
            List<String> flags, Optional<Instant> date, boolean utf8, List<Piece> pieces) {

        /** Copies the lists. */
        public Message {
            flags = List.copyOf(flags);
            pieces = List.copyOf(pieces);
        }
    }

    /** A piece of a message. */
    public sealed interface Piece {

        /**
         * Octets from the client.
         *
         * @param literal the octets
         */
        record Text(Literal literal) implements Piece {}

        /**
         * Octets that the server has.
         *
         * @param url where they are
         */
        record Url(String url) implements Piece {}

        /** A literal that was announced and has not come in. */
        record Pending() implements Piece {}
    }

    /** Reads them, to the end of the command. */
    public static AppendArguments parse(Tokens tokens) throws BadCommandException {
        Parser parser = new Parser(tokens, false);
        AppendArguments arguments = parser.arguments();
        tokens.end();
        return arguments;
    }

    /**
     * Reads them up to a literal that is announced.
     *
     * @return empty when the literal is no piece of a message; otherwise the last piece of the last
     *     message is {@link Piece.Pending}
     */
    public static Optional<AppendArguments> parseBegun(Tokens tokens) throws BadCommandException {
        Parser parser = new Parser(tokens, true);
        AppendArguments arguments = parser.arguments();
        return parser.pending ? Optional.of(arguments) : Optional.empty();
    }

    /** The message that is the last one so far. */
    public Message last() {
        return messages.get(messages.size() - 1);
    }

    private static final class Parser {
        private final Tokens tokens;
        private final boolean begun;
        private boolean pending;

        Parser(Tokens tokens, boolean begun) {
            this.tokens = tokens;
            this.begun = begun;
        }

        AppendArguments arguments() throws BadCommandException {
            tokens.space();
            String mailbox = tokens.mailbox();
            List<Message> messages = new ArrayList<>();
            do {
                tokens.space();
                messages.add(message());
            } while (!pending && tokens.sees(' '));
            return new AppendArguments(mailbox, messages);
        }

        private Message message() throws BadCommandException {
            List<String> flags = List.of();
            if (tokens.sees('(')) {
                flags = tokens.flagList();
                tokens.space();
            }
            Optional<Instant> date = Optional.empty();
            if (tokens.sees('"')) {
                String written = new String(tokens.string(), StandardCharsets.US_ASCII);
                date = Optional.of(ImapDates.dateTime(written));
                tokens.space();
            }
            boolean utf8 = tokens.skip("UTF8 (");
            List<Piece> pieces =
                    tokens.skip("CATENATE (") ? catenated() : new ArrayList<>(List.of(literal()));
            if (utf8 && !pending) {
                tokens.expect(')');
            }
            return new Message(flags, date, utf8, pieces);
        }

        private List<Piece> catenated() throws BadCommandException {
            List<Piece> pieces = new ArrayList<>();
            do {
                if (tokens.skip("URL ")) {
                    pieces.add(new Piece.Url(tokens.text()));
                } else if (tokens.skip("TEXT ")) {
                    pieces.add(literal());
                } else {
                    throw new BadCommandException("Expected URL or TEXT");
                }
            } while (!pending && tokens.skip(' '));
            if (!pending) {
                tokens.expect(')');
            }
            return pieces;
        }

        private Piece literal() throws BadCommandException {
            tokens.skip('~');
            if (begun && tokens.atEnd()) {
                pending = true;
                return new Piece.Pending();
            }
            return new Piece.Text(
                    tokens.literal()
                            .orElseThrow(() -> new BadCommandException("Expected a literal")));
        }
    }
}
