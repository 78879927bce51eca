// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tubepost.wire.smtp.CommandReader.Flaw;
import org.tubepost.wire.smtp.CommandReader.Line;

class CommandReaderTest {

    private static List<Line> read(byte[] octets, int slice, int limit) {
        CommandReader reader = new CommandReader(limit);
        List<Line> lines = new ArrayList<>();
        for (int at = 0; at < octets.length; at += slice) {
            ByteBuffer in = ByteBuffer.wrap(octets, at, Math.min(slice, octets.length - at));
            for (Optional<Line> line = reader.next(in); line.isPresent(); line = reader.next(in)) {
                lines.add(line.get());
            }
        }
        return lines;
    }

    private static List<Line> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8), 3, 20);
    }

    @Test
    void onlyCrlfEndsALine() {
        assertThat(read("NOOP\r\nRSET\r\nQUIT"))
                .containsExactly(new Line("NOOP", Flaw.NONE), new Line("RSET", Flaw.NONE));
    }

    @Test
    void flawedLinesAreGivenOutEmpty() {
        assertThat(read("A\nB\rC\r\n\0\r\nD\r\r\nE\r\n"))
                .containsExactly(
                        new Line("", Flaw.BARE_LF),
                        new Line("", Flaw.BARE_CR),
                        new Line("", Flaw.NUL),
                        new Line("", Flaw.BARE_CR),
                        new Line("E", Flaw.NONE));
    }

    @Test
    void theLimitCountsTheLineEnd() {
        assertThat(read("x".repeat(18) + "\r\n" + "x".repeat(19) + "\r\nNOOP\r\n"))
                .containsExactly(
                        new Line("x".repeat(18), Flaw.NONE),
                        new Line("", Flaw.TOO_LONG),
                        new Line("NOOP", Flaw.NONE));
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        byte[] latin = "J\u00f6rg\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(latin, 10, 20)).containsExactly(new Line("", Flaw.NOT_UTF8));
        assertThat(read("Jörg\r\n")).containsExactly(new Line("Jörg", Flaw.NONE));
    }

    @Provide
    Arbitrary<String> input() {
        return Arbitraries.of("a", "b ", "\r", "\n", "\r\n", "\0", "é", "0123456789")
                .list()
                .ofMaxSize(40)
                .map(words -> String.join("", words));
    }

    @Property(tries = 2000)
    void slicingDoesNotMatter(
            @ForAll("input") String text, @ForAll @IntRange(min = 1, max = 50) int n) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        List<Line> lines = read(octets, n, 20);
        assertThat(lines).isEqualTo(read(octets, 1000, 20));
        assertThat(lines).hasSize((int) text.chars().filter(c -> c == '\n').count());
    }
}
