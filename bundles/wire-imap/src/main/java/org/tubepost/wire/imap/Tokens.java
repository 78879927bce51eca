// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Walks over a command and reads the terminals of RFC 3501 section 9. Every method either reads a
 * whole terminal or throws. Used by one thread.
 */
public final class Tokens {
    private static final int END = -1;
    private static final int LITERAL = -2;
    private static final long MAX_UNSIGNED_32 = 0xffff_ffffL;

    private final RawCommand command;
    private final boolean utf8Names;
    private int stretch;
    private int at;

    /** At the beginning of a command whose mailbox names are in modified UTF-7. */
    public Tokens(RawCommand command) {
        this(command, false);
    }

    /**
     * At the beginning of a command.
     *
     * @param utf8Names mailbox names are in UTF-8 (RFC 6855, RFC 9051) instead of modified UTF-7
     */
    public Tokens(RawCommand command, boolean utf8Names) {
        this.command = command;
        this.utf8Names = utf8Names;
    }

    /** True when nothing is left. */
    public boolean atEnd() {
        return peek() == END;
    }

    /** True when the next character is this one. */
    public boolean sees(char c) {
        return peek() == c;
    }

    /** Reads a character if it is the next one. */
    public boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** Reads a text if it comes next, without regard to case. */
    public boolean skip(String text) {
        byte[] line = command.texts().get(stretch);
        boolean seen =
                line.length - at >= text.length()
                        && new String(line, at, text.length(), StandardCharsets.ISO_8859_1)
                                .equalsIgnoreCase(text);
        at += seen ? text.length() : 0;
        return seen;
    }

    /** Reads this character. */
    public void expect(char c) throws BadCommandException {
        if (!skip(c)) {
            throw new BadCommandException(
                    c == ' ' ? "An argument is missing" : "Expected '" + c + "'");
        }
    }

    /** Reads the space before an argument. */
    public void space() throws BadCommandException {
        expect(' ');
        while (skip(' ')) {
            // Clients that put two spaces are understood.
        }
    }

    /** All that is left of the line, in UTF-8. */
    String rest() {
        byte[] text = command.texts().get(stretch);
        String rest = new String(text, at, text.length - at, StandardCharsets.UTF_8);
        at = text.length;
        return rest;
    }

    /** Checks that nothing is left but blanks. */
    public void end() throws BadCommandException {
        while (skip(' ')) {
            // As above.
        }
        if (!atEnd()) {
            throw new BadCommandException("Unexpected argument");
        }
    }

    /** A tag. */
    public String tag() throws BadCommandException {
        return run(Grammar::isTag, "Expected a tag");
    }

    /** An atom. */
    public String atom() throws BadCommandException {
        return run(Grammar::isAtom, "Expected an atom");
    }

    /** An atom in upper case: the name of a command, a key, an attribute. */
    public String word() throws BadCommandException {
        return atom().toUpperCase(Locale.ROOT);
    }

    /** Letters, digits, dots and hyphens in upper case; stops before brackets. */
    public String name() throws BadCommandException {
        return run(c -> c == '.' || c == '-' || isAlnum(c), "Expected a name")
                .toUpperCase(Locale.ROOT);
    }

    /** Reads a word if it is the next one, without regard to case. */
    public boolean skipWord(String word) {
        byte[] text = command.texts().get(stretch);
        if (text.length - at < word.length()) {
            return false;
        }
        String next = new String(text, at, word.length(), StandardCharsets.ISO_8859_1);
        int behind = at + word.length();
        boolean whole = behind == text.length || !Grammar.isAtom(text[behind] & 0xff);
        if (!whole || !next.equalsIgnoreCase(word)) {
            return false;
        }
        at = behind;
        return true;
    }

    /** A string of octets: atom, quoted or literal. */
    public byte[] astring() throws BadCommandException {
        int c = peek();
        return c == '"' || c == LITERAL
                ? string()
                : latin1(run(Grammar::isAstring, "Expected a string"));
    }

    /** A string of octets: quoted or literal. */
    public byte[] string() throws BadCommandException {
        if (peek() == '"') {
            return quoted();
        }
        return literal()
                .map(Literal::octets)
                .orElseThrow(() -> new BadCommandException("Expected a string"));
    }

    /** An astring as text in UTF-8. */
    public String text() throws BadCommandException {
        return new String(astring(), StandardCharsets.UTF_8);
    }

    /** A string or NIL. */
    public Optional<String> nstring() throws BadCommandException {
        return skipWord("NIL")
                ? Optional.empty()
                : Optional.of(new String(string(), StandardCharsets.UTF_8));
    }

    /** The literal that comes next, if one does. */
    public Optional<Literal> literal() {
        if (peek() != LITERAL) {
            return Optional.empty();
        }
        at = 0;
        return Optional.of(command.literals().get(stretch++));
    }

    /** A mailbox name in Unicode. */
    public String mailbox() throws BadCommandException {
        return name(text());
    }

    /** A pattern of LIST in Unicode. */
    public String pattern() throws BadCommandException {
        int c = peek();
        return c == '"' || c == LITERAL
                ? mailbox()
                : name(run(Grammar::isList, "Expected a pattern"));
    }

    private String name(String written) throws BadCommandException {
        return utf8Names
                ? Normalizer.normalize(written, Normalizer.Form.NFC)
                : MailboxUtf7.decode(written);
    }

    /** A number of 32 bits. */
    public long number() throws BadCommandException {
        long value = number64();
        if (value > MAX_UNSIGNED_32) {
            throw new BadCommandException("Number too large");
        }
        return value;
    }

    /** A number of 63 bits. */
    public long number64() throws BadCommandException {
        String digits = run(Tokens::isDigit, "Expected a number");
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException large) {
            throw new BadCommandException("Number too large");
        }
    }

    /** A sequence-set, or {@code $} for the saved one. */
    public SequenceSet sequenceSet() throws BadCommandException {
        if (skip('$')) {
            return SequenceSet.SAVED;
        }
        List<SequenceSet.Range> ranges = new ArrayList<>();
        do {
            long first = sequenceNumber();
            ranges.add(new SequenceSet.Range(first, skip(':') ? sequenceNumber() : first));
        } while (skip(','));
        return new SequenceSet(ranges);
    }

    /** True when a sequence-set may come next. */
    public boolean seesSequenceSet() {
        return peek() == '*' || peek() == '$' || isDigit(peek());
    }

    /** True when a digit comes next. */
    public boolean seesDigit() {
        return isDigit(peek());
    }

    /** A flag. */
    public String flag() throws BadCommandException {
        return skip('\\') ? '\\' + atom() : atom();
    }

    /** Flags in parentheses. */
    public List<String> flagList() throws BadCommandException {
        expect('(');
        List<String> flags = new ArrayList<>();
        while (!skip(')')) {
            if (!flags.isEmpty()) {
                space();
            }
            flags.add(flag());
        }
        return flags;
    }

    /** An atom or string that holds no space, such as base64. */
    public String initialResponse() throws BadCommandException {
        return run(c -> c > ' ' && c < 0x7f, "Expected a response");
    }

    private long sequenceNumber() throws BadCommandException {
        if (skip('*')) {
            return SequenceSet.STAR;
        }
        long number = number();
        if (number == 0) {
            throw new BadCommandException("Messages are numbered from 1");
        }
        return number;
    }

    private byte[] quoted() throws BadCommandException {
        expect('"');
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        while (true) {
            int c = peek();
            if (c < 0) {
                throw new BadCommandException("Quoted string is not closed");
            }
            at++;
            if (c == '"') {
                return octets.toByteArray();
            }
            if (c == '\\') {
                c = peek();
                if (c != '"' && c != '\\') {
                    throw new BadCommandException("Only '\"' and '\\' are quoted by '\\'");
                }
                at++;
            }
            octets.write(c);
        }
    }

    private String run(IntPredicate allowed, String expected) throws BadCommandException {
        int start = at;
        while (peek() >= 0 && allowed.test(peek())) {
            at++;
        }
        if (at == start) {
            throw new BadCommandException(expected);
        }
        byte[] text = command.texts().get(stretch);
        return new String(text, start, at - start, StandardCharsets.ISO_8859_1);
    }

    private int peek() {
        byte[] text = command.texts().get(stretch);
        if (at < text.length) {
            return text[at] & 0xff;
        }
        return stretch < command.literals().size() ? LITERAL : END;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlnum(int c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
