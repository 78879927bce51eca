// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.codec.EncoderUtil.Usage;
import org.tubepost.message.mime.StructuredValue;

/**
 * Bodies of header fields in ASCII: words beyond it become encoded words (RFC 2047), everything
 * else stays as it is, encoded words that stand there already included.
 */
final class AsciiText {
    private static final int LINE = 76;
    private static final int PARAMETER_PIECE = 50;
    private static final Pattern WORDS = Pattern.compile("\\s+|\\S+");
    // Possessive: else the machine's stack grows with the length of a word.
    private static final Pattern COMMENT_WORDS = Pattern.compile("\\s+|[()]|(?:\\\\.|[^\\s()])++");
    private static final Pattern ADDRESS_WORDS =
            Pattern.compile(
                    "\\s+|\"(?:[^\"\\\\]|\\\\.)*+\"|<[^>]*+>|\\[[^\\]]*+\\]|[^\\s\"()<>\\[\\],;:@]+|.",
                    Pattern.DOTALL);
    private static final String TOKEN = "[!#-'*+.0-9A-Z^-~-]+";

    private final Usage usage;
    private final List<Word> words = new ArrayList<>();

    /**
     * A stretch of a field.
     *
     * @param written as it stands
     * @param meant what an encoded word has to say in its place
     */
    private record Word(String written, String meant) {
        boolean isBlank() {
            return written.isBlank() && isAscii();
        }

        boolean isAscii() {
            return AsciiText.isAscii(written);
        }

        boolean isEncodedWord() {
            return written.startsWith("=?") && written.endsWith("?=");
        }
    }

    private AsciiText(Usage usage) {
        this.usage = usage;
    }

    /** A subject and the like. */
    static String unstructured(String body) {
        return words(body, WORDS, Usage.TEXT_TOKEN);
    }

    /** Addresses; empty if one is not in ASCII itself, for which there is no way. */
    static Optional<String> addresses(String body) {
        AsciiText text = new AsciiText(Usage.WORD_ENTITY);
        StringBuilder whole = new StringBuilder();
        Matcher matcher = ADDRESS_WORDS.matcher(body);
        for (int at = 0; at < body.length(); ) {
            if (body.charAt(at) == '(') {
                int end = commentEnd(body, at);
                whole.append(text.drain());
                whole.append(words(body.substring(at, end), COMMENT_WORDS, Usage.WORD_ENTITY));
                at = end;
                continue;
            }
            matcher.region(at, body.length()).lookingAt();
            String found = matcher.group();
            at = matcher.end();
            boolean ascii = isAscii(found);
            if (!ascii && isOfAddress(found, body, matcher.start(), at)) {
                return Optional.empty();
            }
            text.words.add(
                    new Word(
                            found,
                            found.startsWith("\"") && found.length() > 1
                                    ? found.substring(1, found.length() - 1)
                                            .replaceAll("(?s)\\\\(.)", "$1")
                                    : found));
        }
        return Optional.of(whole.append(text.drain()).toString());
    }

    /** Not a name before an address but the address, or a part of it. */
    private static boolean isOfAddress(String word, String body, int from, int to) {
        return word.startsWith("<")
                || word.startsWith("[")
                || body.substring(to).stripLeading().startsWith("@")
                || body.substring(0, from).stripTrailing().endsWith("@");
    }

    private static int commentEnd(String body, int from) {
        int depth = 0;
        for (int at = from; at < body.length(); at++) {
            char c = body.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return at + 1;
            }
        }
        return body.length();
    }

    private static String words(String body, Pattern pattern, Usage usage) {
        AsciiText text = new AsciiText(usage);
        Matcher matcher = pattern.matcher(body);
        while (matcher.find()) {
            text.words.add(new Word(matcher.group(), matcher.group()));
        }
        return text.drain();
    }

    /**
     * The words so far, in ASCII. Neighbours become one encoded word, because blanks between two
     * encoded words are not shown; blanks beside one that was there before go into the new one.
     */
    private String drain() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).isAscii()) {
                out.append(words.get(i).written());
                continue;
            }
            boolean afterEncoded = isBlank(i - 1) && isEncoded(i - 2);
            StringBuilder meant = new StringBuilder(afterEncoded ? words.get(i - 1).meant() : "");
            meant.append(words.get(i).meant());
            while (isBlank(i + 1) && isBeyond(i + 2)) {
                meant.append(words.get(i + 1).meant()).append(words.get(i + 2).meant());
                i += 2;
            }
            meant.append(isBlank(i + 1) && isEncoded(i + 2) ? words.get(i + 1).meant() : "");
            out.append(EncoderUtil.encodeEncodedWord(meant.toString(), usage));
        }
        words.clear();
        return out.toString();
    }

    private boolean isBlank(int index) {
        return index >= 0 && index < words.size() && words.get(index).isBlank();
    }

    private boolean isBeyond(int index) {
        return index < words.size() && !words.get(index).isAscii();
    }

    private boolean isEncoded(int index) {
        return index >= 0 && index < words.size() && words.get(index).isEncodedWord();
    }

    /** A media type or disposition with its parameters, those beyond ASCII as in RFC 2231. */
    static String parameters(StructuredValue value) {
        StringBuilder out = new StringBuilder(isAscii(value.value()) ? value.value() : "");
        for (Map.Entry<String, String> parameter : value.parameters().entrySet()) {
            if (isAscii(parameter.getKey())) {
                out.append(parameter(parameter.getKey(), parameter.getValue()));
            }
        }
        return out.toString();
    }

    private static String parameter(String name, String value) {
        if (value.matches(TOKEN)) {
            return "; " + name + "=" + value;
        }
        if (value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return "; " + name + "=\"" + value.replaceAll("([\"\\\\])", "\\\\$1") + "\"";
        }
        List<String> pieces = percent("utf-8''", value);
        if (pieces.size() == 1) {
            return "; " + name + "*=" + pieces.get(0);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            out.append("; ").append(name).append('*').append(i).append("*=").append(pieces.get(i));
        }
        return out.toString();
    }

    private static List<String> percent(String begin, String value) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder(begin);
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            if (piece.length() > PARAMETER_PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            String plain = String.valueOf((char) octet);
            piece.append(
                    octet > 0 && plain.matches("[0-9A-Za-z._-]")
                            ? plain
                            : String.format("%%%02X", octet & 0xff));
        }
        pieces.add(piece.toString());
        return pieces;
    }

    /** A field in lines that are not too long, with its last line break. */
    static String folded(String field) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (String word : field.strip().split("(?<=\\S)(?=\\s)")) {
            if (column > 0 && column + word.length() > LINE && !word.isBlank()) {
                out.append("\r\n");
                column = 0;
            }
            out.append(word);
            column += word.length();
        }
        return out.append("\r\n").toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
