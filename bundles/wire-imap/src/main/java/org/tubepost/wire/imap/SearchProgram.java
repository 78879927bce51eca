// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tubepost.wire.imap.SearchKey.Relation;
import org.tubepost.wire.imap.SearchKey.Which;

/**
 * What SEARCH, SORT and THREAD look for (RFC 3501 section 6.4.4, RFC 5256).
 *
 * @param key the condition
 * @param modSeqAsked a key is about modification sequences, so the answer tells the highest
 * @param numbersAsked a key is about message numbers
 */
public record SearchProgram(SearchKey key, boolean modSeqAsked, boolean numbersAsked) {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_KEYS = 500;
    private static final Pattern OBJECT_ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");

    /** The charset is not known: {@code NO [BADCHARSET (...)]}. */
    public static final class BadCharsetException extends Exception {
        private static final long serialVersionUID = 1L;

        BadCharsetException(String name) {
            super(name);
        }
    }

    /** Reads keys in UTF-8, or in the charset that stands before them, to the end. */
    static SearchProgram parse(Tokens tokens) throws BadCommandException, BadCharsetException {
        Charset charset = StandardCharsets.UTF_8;
        if (tokens.skipWord("CHARSET")) {
            tokens.space();
            charset = charset(tokens.text());
            tokens.space();
        }
        return parse(tokens, charset);
    }

    /** Reads the charset that SORT and THREAD always have, and the keys, to the end. */
    static SearchProgram parseWithCharset(Tokens tokens)
            throws BadCommandException, BadCharsetException {
        Charset charset = charset(tokens.text());
        tokens.space();
        return parse(tokens, charset);
    }

    private static SearchProgram parse(Tokens tokens, Charset charset) throws BadCommandException {
        Parser parser = new Parser(tokens, charset);
        SearchKey key = parser.keys(0);
        tokens.end();
        return new SearchProgram(key, parser.modSeqAsked, parser.numbersAsked);
    }

    private static Charset charset(String name) throws BadCharsetException {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            throw new BadCharsetException(name);
        }
    }

    /** Reads the keys themselves. */
    private static final class Parser {
        private final Tokens tokens;
        private final Charset charset;
        private int count;
        private boolean modSeqAsked;
        private boolean numbersAsked;

        Parser(Tokens tokens, Charset charset) {
            this.tokens = tokens;
            this.charset = charset;
        }

        SearchKey keys(int depth) throws BadCommandException {
            List<SearchKey> keys = new ArrayList<>();
            do {
                keys.add(key(depth));
            } while (tokens.skip(' '));
            return keys.size() == 1 ? keys.get(0) : new SearchKey.And(keys);
        }

        private SearchKey key(int depth) throws BadCommandException {
            if (depth > MAX_DEPTH || ++count > MAX_KEYS) {
                throw new BadCommandException("Search is too complex");
            }
            if (tokens.skip('(')) {
                SearchKey inner = keys(depth + 1);
                tokens.expect(')');
                return inner;
            }
            if (tokens.seesSequenceSet()) {
                SequenceSet set = tokens.sequenceSet();
                numbersAsked |= !set.saved();
                return new SearchKey.Numbers(set);
            }
            String name = tokens.word();
            return switch (name) {
                case "NOT" -> {
                    tokens.space();
                    yield new SearchKey.Not(key(depth + 1));
                }
                case "OR" -> {
                    tokens.space();
                    SearchKey one = key(depth + 1);
                    tokens.space();
                    yield new SearchKey.Or(one, key(depth + 1));
                }
                default -> named(name);
            };
        }

        private SearchKey named(String name) throws BadCommandException {
            return switch (name) {
                case "ALL" -> new SearchKey.All();
                case "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "SEEN" -> flag(name);
                case "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN" ->
                        new SearchKey.Not(flag(name.substring(2)));
                case "RECENT" -> new SearchKey.Recent();
                case "OLD" -> new SearchKey.Not(new SearchKey.Recent());
                case "NEW" ->
                        new SearchKey.And(
                                List.of(new SearchKey.Recent(), new SearchKey.Not(flag("SEEN"))));
                case "KEYWORD" -> new SearchKey.Flag(argument());
                case "UNKEYWORD" -> new SearchKey.Not(new SearchKey.Flag(argument()));
                case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(name, text());
                case "HEADER" -> {
                    String field = text();
                    yield new SearchKey.Header(field, text());
                }
                case "BODY" -> new SearchKey.Words(text(), false);
                case "TEXT" -> new SearchKey.Words(text(), true);
                case "LARGER" -> new SearchKey.Size(true, number());
                case "SMALLER" -> new SearchKey.Size(false, number());
                case "OLDER" -> new SearchKey.Within(false, number());
                case "YOUNGER" -> new SearchKey.Within(true, number());
                case "BEFORE", "ON", "SINCE" -> day(Which.INTERNAL, name);
                case "SENTBEFORE", "SENTON", "SENTSINCE" -> day(Which.SENT, name.substring(4));
                case "SAVEDBEFORE", "SAVEDON", "SAVEDSINCE" -> day(Which.SAVED, name.substring(5));
                case "SAVEDATESUPPORTED" -> new SearchKey.All();
                case "UID" -> {
                    tokens.space();
                    yield new SearchKey.Uids(tokens.sequenceSet());
                }
                case "MODSEQ" -> modSeq();
                case "EMAILID" -> new SearchKey.EmailId(argument());
                case "THREADID" -> new SearchKey.ThreadId(objectId());
                default -> throw new BadCommandException("Unknown search key " + name);
            };
        }

        private static SearchKey flag(String name) {
            return new SearchKey.Flag(
                    "\\" + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
        }

        private SearchKey day(Which which, String relation) throws BadCommandException {
            return new SearchKey.Day(which, Relation.valueOf(relation), ImapDates.date(argument()));
        }

        /** The entry name and type of RFC 7162 section 3.1.5 are read and mean nothing here. */
        private SearchKey modSeq() throws BadCommandException {
            modSeqAsked = true;
            tokens.space();
            if (tokens.sees('"')) {
                tokens.string();
                tokens.space();
                tokens.word();
                tokens.space();
            }
            return new SearchKey.ModSeq(tokens.number64());
        }

        private long number() throws BadCommandException {
            tokens.space();
            return tokens.number64();
        }

        private String argument() throws BadCommandException {
            tokens.space();
            return tokens.text();
        }

        /** RFC 8474 section 7; one in quotes is understood. */
        private String objectId() throws BadCommandException {
            String id = argument();
            if (!OBJECT_ID.matcher(id).matches()) {
                throw new BadCommandException("Expected an object id");
            }
            return id;
        }

        private String text() throws BadCommandException {
            tokens.space();
            byte[] octets = tokens.astring();
            try {
                return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            } catch (CharacterCodingException broken) {
                throw new BadCommandException("Text is not in " + charset.name());
            }
        }
    }
}
