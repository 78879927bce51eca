// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class LineBreaksTest {

    /** Octets that are, but for a bit, CR or LF, more than others. */
    @Provide
    Arbitrary<byte[]> octets() {
        Arbitrary<Byte> near =
                Arbitraries.of(List.of(0x0a, 0x0d, 0x0b, 0x0c, 0x0e, 0x09, 0x8a, 0x8d, 0x00, 0xff))
                        .map(Integer::byteValue);
        return Arbitraries.frequencyOf(Tuple.of(1, near), Tuple.of(6, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(60);
    }

    @Property(tries = 3000)
    void theFirstOneIsFoundWhereverItStands(
            @ForAll("octets") byte[] octets, @ForAll @IntRange(max = 20) int from) {
        int begin = Math.min(from, octets.length);
        int expected = begin;
        while (expected < octets.length && octets[expected] != 13 && octets[expected] != 10) {
            expected++;
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
        for (ByteBuffer buffer : List.of(ByteBuffer.wrap(octets), direct)) {
            for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
                buffer.order(order);
                assertThat(LineBreaks.next(buffer, begin, octets.length)).isEqualTo(expected);
            }
        }
    }
}
