// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataCodecTest {

    private record Decoded(String message, boolean complete, boolean bare, String rest) {}

    private static Decoded decode(String wire, int slice) {
        DataDecoder decoder = new DataDecoder();
        byte[] octets = wire.getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder message = new StringBuilder();
        for (int at = 0; at < octets.length; at += Math.min(slice, octets.length)) {
            ByteBuffer in = ByteBuffer.wrap(octets, at, Math.min(slice, octets.length - at));
            if (decoder.decode(in, s -> message.append(StandardCharsets.ISO_8859_1.decode(s)))) {
                assertThat(decoder.size()).isEqualTo(message.length());
                return new Decoded(
                        message.toString(),
                        true,
                        decoder.hasBareLineBreak(),
                        wire.substring(in.position()));
            }
        }
        return new Decoded(message.toString(), false, decoder.hasBareLineBreak(), "");
    }

    /** The rule in words: split at CRLF, stop at a line that is a dot, drop leading dots. */
    private static Decoded slowly(String wire) {
        StringBuilder message = new StringBuilder();
        String rest = wire;
        while (true) {
            int end = rest.indexOf("\r\n");
            if (end < 0) {
                return new Decoded("", false, false, "");
            }
            String line = rest.substring(0, end);
            rest = rest.substring(end + 2);
            if (line.equals(".")) {
                String plain = message.toString().replace("\r\n", "");
                boolean bare = plain.contains("\r") || plain.contains("\n");
                return new Decoded(message.toString(), true, bare, rest);
            }
            message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
    }

    @Provide
    Arbitrary<String> wires() {
        return Arbitraries.of(
                        ".",
                        ".",
                        "\r\n",
                        "\r\n",
                        "\r\n.\r\n",
                        "\r",
                        "\n",
                        "a",
                        "\n.\n",
                        "\r.\r",
                        "\r\n.\n",
                        "\n.\r\n",
                        "\r\n.\r",
                        "..",
                        "some text")
                .list()
                .ofMaxSize(30)
                .map(words -> String.join("", words));
    }

    @Property(tries = 5000)
    void theDecoderDoesWhatTheRuleSays(
            @ForAll("wires") String wire, @ForAll @IntRange(min = 1, max = 40) int slice) {
        Decoded expected = slowly(wire);
        Decoded actual = decode(wire, slice);
        assertThat(actual.complete()).isEqualTo(expected.complete());
        if (expected.complete()) {
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'a\n.\r\nMAIL'",
        "'a\r\n.\nMAIL'",
        "'a\n.\nMAIL'",
        "'a\r.\r\nMAIL'",
        "'a\r\n.\rMAIL'",
        "'a\r.\rMAIL'",
        "'a\r\r\n.\r\r\nMAIL'"
    })
    void noOtherLineEndEndsTheMessage(String smuggled) {
        Decoded decoded = decode(smuggled + "\r\n.\r\nREST", 4);
        assertThat(decoded.bare()).isTrue();
        assertThat(decoded.rest()).isEqualTo("REST");
        assertThat(decoded.message()).contains("MAIL");
    }

    @Test
    void slicesAreNotCopiedWhereThereIsNoDot() {
        byte[] octets = "one\r\ntwo\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
        int[] slices = {0};
        new DataDecoder()
                .decode(
                        ByteBuffer.wrap(octets),
                        s -> {
                            slices[0]++;
                            assertThat(s.array()).isSameAs(octets);
                        });
        assertThat(slices[0]).isEqualTo(1);
    }

    @Test
    void anEmptyMessageIsComplete() {
        assertThat(decode(".\r\nNOOP", 100)).isEqualTo(new Decoded("", true, false, "NOOP"));
    }

    private static String encode(String message, int slice) {
        DataEncoder encoder = new DataEncoder();
        ByteBuffer out = ByteBuffer.allocate(2 * message.length() + 200);
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < octets.length; at += Math.min(slice, octets.length)) {
            encoder.encode(ByteBuffer.wrap(octets, at, Math.min(slice, octets.length - at)), out);
        }
        encoder.finish(out);
        return StandardCharsets.ISO_8859_1.decode(out.flip()).toString();
    }

    @Property(tries = 3000)
    void whatIsEncodedIsDecodedWithCleanLineEnds(
            @ForAll("wires") String message, @ForAll @IntRange(min = 1, max = 40) int slice) {
        String clean = message.replaceAll("\r\n|\r|\n", "\r\n");
        String ended = clean.isEmpty() || clean.endsWith("\r\n") ? clean : clean + "\r\n";
        assertThat(decode(encode(message, slice), 7))
                .isEqualTo(new Decoded(ended, true, false, ""));
    }

    /** Begins of lines and line ends fall on the border between two pieces, too. */
    @Property(tries = 1000)
    void contentIsSentAsItIsEncoded(
            @ForAll("wires") String message, @ForAll @IntRange(min = 0, max = 40) int back)
            throws Exception {
        String filler = "text\r\n".repeat(65_536 / 6 + 1).substring(0, 65_536 - back);
        for (String whole : List.of(message, filler + message)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            DataEncoder.send(
                    new BytesContent(whole.getBytes(StandardCharsets.ISO_8859_1)),
                    data -> {
                        while (data.hasRemaining()) {
                            out.write(data.get());
                        }
                    });
            assertThat(out.toString(StandardCharsets.ISO_8859_1))
                    .isEqualTo(encode(whole, Integer.MAX_VALUE));
        }
    }

    @Test
    void aContentIsSentWhole() throws Exception {
        String message = ".dot\r\n".repeat(30_000) + "\r" + "\n".repeat(40_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataEncoder.send(
                new BytesContent(message.getBytes(StandardCharsets.US_ASCII)),
                data -> {
                    byte[] octets = new byte[data.remaining()];
                    data.get(octets);
                    out.writeBytes(octets);
                });
        Decoded decoded = decode(out.toString(StandardCharsets.US_ASCII), 8192);
        assertThat(decoded.message()).isEqualTo(".dot\r\n".repeat(30_000) + "\r\n".repeat(40_000));
        assertThat(decoded.complete()).isTrue();
    }

    @Test
    void chunksAreCountedOff() {
        ChunkDecoder chunk = new ChunkDecoder(5);
        StringBuilder got = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap("abcdefg".getBytes(StandardCharsets.US_ASCII));
        in.limit(3);
        assertThat(chunk.decode(in, s -> got.append(StandardCharsets.US_ASCII.decode(s))))
                .isFalse();
        in.limit(7);
        assertThat(chunk.decode(in, s -> got.append(StandardCharsets.US_ASCII.decode(s)))).isTrue();
        assertThat(got).hasToString("abcde");
        assertThat(in.remaining()).isEqualTo(2);
        assertThat(new ChunkDecoder(0).decode(in, s -> got.append("x"))).isTrue();
        assertThat(got).hasToString("abcde");
    }

    @ParameterizedTest
    @CsvSource({
        "'a\r\nb', false",
        "'\r\n\r\n', false",
        "'a\nb', true",
        "'a\rb', true",
        "'a\r', true",
        "'\n', true"
    })
    void bareLineBreaksOfChunksAreSeen(String text, boolean bare) {
        LineEndCheck whole = new LineEndCheck();
        LineEndCheck cut = new LineEndCheck();
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        whole.look(ByteBuffer.wrap(octets));
        for (byte octet : octets) {
            cut.look(ByteBuffer.wrap(new byte[] {octet}));
        }
        assertThat(whole.hasBareLineBreak()).isEqualTo(bare);
        assertThat(cut.hasBareLineBreak()).isEqualTo(bare);
    }
}
