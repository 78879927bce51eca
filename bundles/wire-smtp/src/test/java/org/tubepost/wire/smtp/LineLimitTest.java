// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tubepost.wire.smtp.LineLimit.Mode;

class LineLimitTest {
    private static final String LONG = "x".repeat(998);

    private static String limited(Mode mode, String text, int slice) {
        StringBuilder out = new StringBuilder();
        LineLimit limit =
                new LineLimit(mode, b -> out.append(StandardCharsets.ISO_8859_1.decode(b)));
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < octets.length; at += slice) {
            int end = Math.min(octets.length, at + slice);
            limit.write(ByteBuffer.wrap(Arrays.copyOfRange(octets, at, end)));
        }
        boolean longLine = Arrays.stream(text.split("\r\n")).anyMatch(l -> l.length() > 998);
        assertThat(limit.hasLongLine()).isEqualTo(longLine);
        return out.toString();
    }

    @Test
    void theLongestLineThatIsAllowedStaysAsItIs() {
        for (Mode mode : Mode.values()) {
            assertThat(limited(mode, LONG + "\r\n" + LONG + "\r\n", 7))
                    .isEqualTo(LONG + "\r\n" + LONG + "\r\n");
        }
    }

    @Test
    void longLinesAreFoldedInTheHeaderAndBrokenInTheBody() {
        String text = LONG + "abc\r\n\r\n" + LONG + "abc\r\n";
        assertThat(limited(Mode.WRAP, text, 5000))
                .isEqualTo(LONG + "\r\n abc\r\n\r\n" + LONG + "\r\nabc\r\n");
        assertThat(limited(Mode.TRUNCATE, text, 5000)).isEqualTo(LONG + "\r\n\r\n" + LONG + "\r\n");
        assertThat(limited(Mode.REJECT, text, 5000)).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> messages() {
        return Arbitraries.integers()
                .between(0, 3000)
                .list()
                .ofMaxSize(6)
                .map(
                        lengths ->
                                lengths.stream()
                                        .map(n -> "y".repeat(n) + "\r\n")
                                        .reduce("", String::concat));
    }

    @Property(tries = 300)
    void noLineIsTooLongAfterwardsAndWrappingLosesNothing(
            @ForAll("messages") String text, @ForAll @IntRange(min = 1, max = 2000) int slice) {
        String wrapped = limited(Mode.WRAP, text, slice);
        String truncated = limited(Mode.TRUNCATE, text, slice);
        for (String result : List.of(wrapped, truncated)) {
            assertThat(result.split("\r\n")).allMatch(line -> line.length() <= 998);
        }
        assertThat(wrapped.replaceAll("[^y]", "")).isEqualTo(text.replaceAll("[^y]", ""));
        assertThat(truncated.lines().count()).isEqualTo(text.lines().count());
        assertThat(limited(Mode.WRAP, text, text.length() + 1)).isEqualTo(wrapped);
    }
}
