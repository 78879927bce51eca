// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.StoreSnapshot.UidRange;

/** What somebody has read, as it stands in the stream. */
class SeenRecordTest {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    private void write(List<UidRange> ranges) throws IOException {
        Begin begin = new Begin(Begin.VERSION, "store", 1, 0, 2, MailSelection.ALL);
        new StreamWriter(stream, begin).seen("bob", ranges);
    }

    private List<byte[]> payloads() throws IOException {
        RecordInput in = new RecordInput(new ByteArrayInputStream(stream.toByteArray()));
        List<byte[]> payloads = new ArrayList<>();
        for (var record = in.next(); record.isPresent(); record = in.next()) {
            if (record.get().type() == RecordType.SEEN) {
                ByteBuffer payload = record.get().payload();
                byte[] octets = new byte[payload.remaining()];
                payload.get(octets);
                payloads.add(octets);
            }
        }
        return payloads;
    }

    @Test
    void aRecordHasTheUserAndFirstAndLastUids() throws Exception {
        write(List.of(new UidRange(1, 2), new UidRange(4_294_967_295L, 4_294_967_295L)));
        assertThat(payloads())
                .singleElement()
                .isEqualTo(
                        HexFormat.of()
                                .parseHex(
                                        "00000003626f62"
                                                + "00000000000000010000000000000002"
                                                + "00000000ffffffff00000000ffffffff"));
    }

    @Test
    void veryManyRangesAreSeveralRecords() throws Exception {
        List<UidRange> ranges =
                LongStream.rangeClosed(1, 20_001)
                        .mapToObj(i -> new UidRange(2 * i, 2 * i))
                        .toList();
        write(ranges);
        List<UidRange> read = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (byte[] payload : payloads()) {
            Fields fields = new Fields(ByteBuffer.wrap(payload));
            assertThat(fields.text()).isEqualTo("bob");
            List<UidRange> some = StreamWriter.ranges(fields);
            sizes.add(some.size());
            read.addAll(some);
        }
        assertThat(sizes).containsExactly(10_000, 10_000, 1);
        assertThat(read).isEqualTo(ranges);
    }
}
