// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceBufferTest {
    private static final int PIECE = 10_000;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int pieces;

    private PieceBuffer buffer(long expected) {
        return new PieceBuffer(
                PIECE,
                expected,
                piece -> {
                    pieces++;
                    assertThat(piece.remaining()).isEqualTo(PIECE);
                    byte[] octets = new byte[PIECE];
                    piece.get(octets);
                    written.writeBytes(octets);
                });
    }

    @Test
    void everyOctetIsInAPieceOrTheRestHoweverItCame() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] octets = new byte[random.nextInt(4 * PIECE)];
            random.nextBytes(octets);
            written.reset();
            PieceBuffer buffer = buffer(random.nextInt(6 * PIECE) - PIECE);
            for (int at = 0; at < octets.length; ) {
                int before = pieces;
                int room = buffer.room();
                int count = 1 + random.nextInt(octets.length - at);
                buffer.put(ByteBuffer.wrap(octets, at, count));
                assertThat(pieces == before).isEqualTo(count <= room);
                at += count;
            }
            assertThat(buffer.size()).isEqualTo(octets.length);
            ByteBuffer rest = buffer.rest();
            written.writeBytes(Arrays.copyOf(rest.array(), rest.limit()));
            assertThat(written.toByteArray()).isEqualTo(octets);
        }
    }

    @Test
    void whatFillsAPieceExactlyIsNotWrittenBeforeMoreComes() throws IOException {
        PieceBuffer buffer = buffer(PIECE);
        buffer.put(ByteBuffer.allocate(PIECE));
        assertThat(pieces).isZero();
        assertThat(buffer.room()).isZero();
        buffer.put(ByteBuffer.allocate(1));
        assertThat(pieces).isEqualTo(1);
        assertThat(buffer.rest().remaining()).isEqualTo(1);
    }

    @Test
    void aSmallMessageTakesLittleMemory() throws IOException {
        PieceBuffer buffer = buffer(300);
        buffer.put(ByteBuffer.allocate(300));
        assertThat(buffer.rest().capacity()).isLessThan(PIECE);
    }
}
