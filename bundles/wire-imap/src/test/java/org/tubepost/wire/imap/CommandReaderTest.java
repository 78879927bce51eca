// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tubepost.wire.imap.LiteralPolicy.Decision;

/** Commands are found whatever the slices in which they come. */
class CommandReaderTest {
    private static final String TALK =
            "a1 LOGIN {5}\r\nalice {3+}\r\npw!\r\n"
                    + "a2 SELECT \"INBOX\"\r\n"
                    + "a3 APPEND INBOX {12+}\r\nSubject: x\r\n\r\n"
                    + "a4 NOOP\n";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> read(byte[] talk, List<Integer> cuts, LiteralPolicy policy) {
        CommandReader reader = new CommandReader(100, policy);
        List<String> seen = new ArrayList<>();
        int at = 0;
        int cut = 0;
        while (at < talk.length) {
            int size = cuts.isEmpty() ? talk.length : cuts.get(cut++ % cuts.size());
            int end = Math.min(talk.length, at + size);
            ByteBuffer slice = ByteBuffer.wrap(talk, at, end - at);
            at = end;
            CommandReader.Step step = reader.read(slice);
            while (!(step instanceof CommandReader.Step.NeedsInput)) {
                seen.add(shown(step));
                step = reader.read(slice);
            }
        }
        return seen;
    }

    private static String shown(CommandReader.Step step) {
        if (step instanceof CommandReader.Step.Complete complete) {
            RawCommand command = complete.command();
            StringBuilder out = new StringBuilder(command.firstText());
            for (int i = 0; i < command.literals().size(); i++) {
                out.append('[')
                        .append(
                                new String(
                                        command.literals().get(i).octets(),
                                        StandardCharsets.ISO_8859_1))
                        .append(']')
                        .append(
                                new String(
                                        command.texts().get(i + 1), StandardCharsets.ISO_8859_1));
            }
            return out.toString();
        }
        return step instanceof CommandReader.Step.Refused refused
                ? refused.command().tag() + " " + refused.answer()
                : "+";
    }

    @Property(tries = 300)
    void slicesMakeNoDifference(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 20) Integer> cuts) {
        assertThat(read(octets(TALK), cuts, (begun, size) -> new Decision.Keep()))
                .containsExactly(
                        "+",
                        "a1 LOGIN [alice] [pw!]",
                        "a2 SELECT \"INBOX\"",
                        "a3 APPEND INBOX [Subject: x\r\n]",
                        "a4 NOOP");
    }

    @Test
    void refusedLiteralThatIsSentAnywayIsPassedOver() {
        assertThat(
                        read(
                                octets("a APPEND x {4+}\r\nabcd\r\nb NOOP\r\n"),
                                List.of(),
                                (begun, size) -> new Decision.Refuse("NO [TOOBIG] too large")))
                .containsExactly("a NO [TOOBIG] too large", "b NOOP");
    }

    @Test
    void refusedLiteralThatWaitsIsAnsweredAtOnce() {
        assertThat(
                        read(
                                octets("a APPEND x {4}\r\nb NOOP\r\n"),
                                List.of(),
                                (begun, size) -> new Decision.Refuse("NO [TOOBIG] too large")))
                .containsExactly("a NO [TOOBIG] too large", "b NOOP");
    }

    @Test
    void longLineIsRefusedAndTheNextOneRead() {
        assertThat(
                        read(
                                octets("a " + "x".repeat(500) + "\r\nb NOOP\r\n"),
                                List.of(),
                                (begun, size) -> new Decision.Keep()))
                .containsExactly("a BAD Line too long", "b NOOP");
    }

    @Test
    void divertedLiteralGoesToItsTarget() {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        LiteralTarget target =
                slice -> {
                    while (slice.hasRemaining()) {
                        taken.write(slice.get());
                    }
                };
        read(
                octets("a APPEND x {6+}\r\nabcdef\r\n"),
                List.of(3),
                (begun, size) -> new Decision.Divert(target));
        assertThat(taken.toString(StandardCharsets.ISO_8859_1)).isEqualTo("abcdef");
    }

    @Property(tries = 500)
    void anyOctetsAreReadWithoutFailure(@ForAll @Size(max = 300) byte[] talk) {
        read(talk, List.of(7), (begun, size) -> new Decision.Keep());
    }
}
