// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.journal.Extent;

/** The index of a partition on a real file. */
class PlaceIndexTest {
    private static final int NUMBERS = 20_000;

    @TempDir Path directory;
    private long lsn;

    private static Place place(long number) {
        return new Place(new Extent(1, number * 100, 100), 20, new long[0], new Extent[0]);
    }

    /** A checkpoint with numbers that came, and one that went. */
    private void write(PlaceIndex index, long from, long to, long gone) {
        Map<Long, PlaceIndex.Change> changed = new TreeMap<>();
        for (long number = from; number < to; number++) {
            changed.put(number, new PlaceIndex.Change(place(number), null));
        }
        if (gone > 0) {
            changed.put(gone, new PlaceIndex.Change(null, place(gone)));
        }
        index.write(++lsn, 0, changed, Map.of(1L, 1L));
    }

    @Test
    void numbersAreToldToTheEndWhileCheckpointsAreWritten() throws IOException {
        List<Long> told = new ArrayList<>();
        try (PlaceIndex index = PlaceIndex.open(directory.resolve("places.mv"))) {
            write(index, 1, NUMBERS, 0);
            write(index, NUMBERS, NUMBERS + 1, 0);
            index.forEach(
                    Long.MAX_VALUE,
                    number -> {
                        told.add(number);
                        if (number == 1000) {
                            for (long last = NUMBERS; last < NUMBERS + 5; last++) {
                                write(index, last + 1, last + 2, last);
                            }
                        }
                    });
        }
        assertThat(told)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, NUMBERS).boxed().toList());
    }
}
