// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.tubepost.testkit.DirectConnection;

/** Whatever a message holds, the client finds it behind the dots, and only one end. */
class RetrievalPropertyTest {
    private static final int PIECE = 32 * 1024;

    private static DirectConnection sent(MemoryContent content, long lines) throws Exception {
        DirectConnection connection = new DirectConnection("pop3", 110);
        try (Retrieval retrieval = new Retrieval(content, lines)) {
            boolean finished = false;
            while (!finished) {
                finished = retrieval.write(connection);
            }
        }
        assertThat(content.open().get()).isZero();
        return connection;
    }

    private static String heard(DirectConnection connection) {
        return new String(connection.take(), StandardCharsets.ISO_8859_1);
    }

    private static String decoded(String heard) {
        assertThat(heard).endsWith("\r\n.\r\n".substring(heard.length() == 3 ? 2 : 0));
        assertThat(heard.indexOf("\r\n.\r\n")).isIn(-1, heard.length() - 5);
        assertThat(heard.replace("\r\n", "")).doesNotContain("\r", "\n");
        String text = heard.substring(0, heard.length() - 3);
        return ("\n" + text).replace("\n.", "\n").substring(1);
    }

    /** Every line end CR LF, the last line ended. */
    private static String canonical(String text) {
        String lines = text.replaceAll("\r\n|\r|\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> parts =
                Arbitraries.of(".", "\r\n", "\r", "\n", "a", "..", "\r\n.\r\n", "x: y\r\n", "\0");
        return parts.list().ofMaxSize(12).map(l -> String.join("", l));
    }

    /** The interesting part lies around the border of two pieces, or of several. */
    @Provide
    Arbitrary<String> longTexts() {
        Arbitrary<Integer> lengths = Arbitraries.integers().between(PIECE - 15, PIECE + 3);
        Arbitrary<String> lines = Arbitraries.of("a", "line\r\n", ".\r\n", "\r\n", "x\n", ".");
        return Combinators.combine(lengths, lines, texts(), texts())
                .as(
                        (length, line, one, two) -> {
                            String filler = line.repeat(length / line.length() + 1);
                            String piece = filler.substring(0, length);
                            return piece + one + piece + two;
                        });
    }

    @Property(tries = 2000)
    void shortMessages(@ForAll("texts") String text) throws Exception {
        assertThat(decoded(heard(sent(MemoryContent.of(text), -1)))).isEqualTo(canonical(text));
    }

    @Property(tries = 300)
    void messagesOfSeveralPieces(@ForAll("longTexts") String text) throws Exception {
        assertThat(decoded(heard(sent(MemoryContent.of(text), -1))).equals(canonical(text)))
                .isTrue();
    }

    @Property(tries = 500)
    void topIsTheHeadOfTheMessage(
            @ForAll("texts") String header,
            @ForAll("longTexts") String body,
            @ForAll @IntRange(max = 6) int lines)
            throws Exception {
        MemoryContent content = MemoryContent.of("S: " + header + "\r\n\r\n" + body);
        String text = "S: " + header + "\r\n\r\n" + body;
        int end = content.summary().headerSize();
        for (int i = 0; i < lines && end < text.length(); i++) {
            int lineEnd = text.indexOf('\n', end);
            end = lineEnd < 0 ? text.length() : lineEnd + 1;
        }
        String heard = decoded(heard(sent(content, lines)));
        assertThat(heard.equals(canonical(text.substring(0, end)))).isTrue();
    }

    @Example
    void aPlainMessageIsNotCopied() throws Exception {
        MemoryContent content = MemoryContent.of("S: x\r\n\r\n" + "texts\r\n".repeat(200_000));
        DirectConnection connection = sent(content, -1);
        assertThat(connection.fromContent()).isEqualTo(content.size());
        assertThat(connection.copied()).isEqualTo(3);
    }

    @Example
    void oneDotCopiesOnePieceAtMost() throws Exception {
        String half = "text\r\n".repeat(100_000);
        MemoryContent content = MemoryContent.of("S: x\r\n\r\n" + half + ".\r\n" + half);
        DirectConnection connection = sent(content, -1);
        assertThat(connection.copied()).isBetween(4L, PIECE + 4L);
        assertThat(connection.fromContent() + connection.copied()).isEqualTo(content.size() + 4);
    }
}
