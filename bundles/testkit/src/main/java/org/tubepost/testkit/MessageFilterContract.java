// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tubepost.api.filter.FilterRequest;
import org.tubepost.api.filter.MessageFilter;
import org.tubepost.api.filter.Stage;
import org.tubepost.api.filter.Verdict;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;

/** What every {@link MessageFilter} keeps; a test of a filter extends this class. */
public abstract class MessageFilterContract {
    private static final String MESSAGE = "Subject: contract\r\n\r\nbody\r\n";

    /** The filter under test; the same one each time. */
    protected abstract MessageFilter filter();

    /** Stages at which it wants to be asked. */
    protected List<Stage> stages() {
        return List.of(Stage.CONTENT);
    }

    private List<Verdict> judge(Stage stage, MemoryContent content) throws Exception {
        return filter().judge(
                        new FilterRequest(
                                stage,
                                Origin.internal("tcp_local", Instant.now(), ""),
                                ReversePath.NULL,
                                stage == Stage.SENDER
                                        ? List.of()
                                        : List.of(Deliveries.address("one@example.test")),
                                stage == Stage.CONTENT ? Optional.of(content) : Optional.empty(),
                                false,
                                Trace.recording()));
    }

    /** A list, however short. */
    @Test
    public void judgesAtEachOfItsStages() throws Exception {
        for (Stage stage : stages()) {
            try (MemoryContent content = MemoryContent.of(MESSAGE)) {
                assertThat(judge(stage, content)).doesNotContainNull();
            }
        }
    }

    /** Header fields are names and single values; refusals are 4xx or 5xx. */
    @Test
    public void verdictsAreWellFormed() throws Exception {
        for (Stage stage : stages()) {
            try (MemoryContent content = MemoryContent.of(MESSAGE)) {
                for (Verdict verdict : judge(stage, content)) {
                    if (verdict instanceof Verdict.AddHeader header) {
                        assertThat(header.name()).matches("[!-9;-~]+");
                        assertThat(header.value()).doesNotMatch("(?s).*\r\n[^ \t].*");
                    } else if (verdict instanceof Verdict.Refuse refuse) {
                        assertThat(refuse.reply().code()).isBetween(400, 599);
                    } else if (verdict instanceof Verdict.Replace) {
                        assertThat(stage).isEqualTo(Stage.CONTENT);
                    }
                }
            }
        }
    }

    /** Content is lent for the call. */
    @Test
    public void contentIsGivenBack() throws Exception {
        try (MemoryContent content = MemoryContent.of(MESSAGE)) {
            for (Verdict verdict : judge(Stage.CONTENT, content)) {
                if (verdict instanceof Verdict.Replace replace) {
                    replace.content().close();
                }
            }
            assertThat(content.references()).isEqualTo(1);
        }
    }

    /** Several threads ask at once. */
    @Test
    public void manyThreadsMayAsk() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(
                        () -> {
                            try (MemoryContent content = MemoryContent.of(MESSAGE)) {
                                return judge(stages().get(0), content).size();
                            }
                        });
            }
            for (Future<Integer> call : threads.invokeAll(calls)) {
                assertThat(call.get()).isNotNegative();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
