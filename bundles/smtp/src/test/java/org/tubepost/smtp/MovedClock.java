// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.tubepost.wire.smtp.session.Pauses;

/** A clock that stands until a test moves it. */
final class MovedClock implements Pauses {
    private final List<Pause> pauses = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Pause(Duration end, Runnable task, CompletableFuture<Void> over) {}

    @Override
    public Future<?> later(Duration delay, Runnable task) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        pauses.add(new Pause(now.plus(delay), task, over));
        return over;
    }

    /** Pauses under way. */
    long open() {
        return pauses.stream().filter(p -> !p.over().isDone()).count();
    }

    void move(Duration time) {
        now = now.plus(time);
        for (Pause pause : List.copyOf(pauses)) {
            if (pause.end().compareTo(now) <= 0 && pause.over().complete(null)) {
                pause.task().run();
            }
        }
    }
}
