// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.store.state.OwnerState;

/** The index by itself, on a real file. */
class DerivedIndexTest {
    private static final int OWNERS = 20_000;
    private static final int TIMES = 100;

    @TempDir Path directory;

    private static OwnerState owner(int number) {
        return OwnerState.created("owner" + (100_000 + number), "primary", number);
    }

    private static Checkpoint checkpoint(List<Checkpoint.Change<OwnerState>> owners) {
        return new Checkpoint(
                1, 1, 1, "log", owners, List.of(), List.of(), Map.of(), List.of(), Map.of());
    }

    private static Checkpoint.Change<OwnerState> come(int number) {
        return new Checkpoint.Change<>(null, owner(number));
    }

    private static Checkpoint.Change<OwnerState> gone(int number) {
        return new Checkpoint.Change<>(owner(number), null);
    }

    @Test
    void everythingIsReadToTheEndWhileCheckpointsAreWritten() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (DerivedIndex index = DerivedIndex.open(directory.resolve("store.mv"), 1, "log")) {
            index.write(
                    checkpoint(
                            IntStream.range(0, OWNERS).mapToObj(DerivedIndexTest::come).toList()));
            Future<?> written =
                    writer.submit(
                            () -> {
                                for (int last = OWNERS; !done.get(); last++) {
                                    index.write(checkpoint(List.of(come(last), gone(last - 1))));
                                }
                            });
            for (int i = 0; i < TIMES; i++) {
                assertThat(index.owners()).hasSizeBetween(OWNERS - 1, OWNERS + 1);
            }
            done.set(true);
            written.get();
        } finally {
            done.set(true);
            writer.shutdown();
        }
    }
}
