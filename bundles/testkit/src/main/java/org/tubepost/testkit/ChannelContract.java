// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.message.Recipient;

/**
 * What every {@link Channel} keeps. A test of a channel extends this class and gives the channel in
 * a surrounding where it can deliver.
 */
public abstract class ChannelContract {
    private static final String MESSAGE = "Subject: contract\r\n\r\n.line\r\nend\r\n";

    /** The channel under test; the same one each time. */
    protected abstract Channel channel();

    /** Addresses that it can deliver to; at least two. */
    protected List<String> recipients() {
        return List.of("one@example.test", "two@example.test");
    }

    /** Keywords of the channel block. */
    protected List<Keyword> keywords() {
        return List.of();
    }

    /** What it connects to. */
    protected String destination() {
        return "";
    }

    private Delivery delivery(long entry, MemoryContent content) {
        return Deliveries.delivery(
                entry, "contract", keywords(), destination(), recipients(), content);
    }

    private List<Outcome> deliver(long entry) throws Exception {
        try (MemoryContent content = MemoryContent.of(MESSAGE)) {
            return channel().deliver(delivery(entry, content));
        }
    }

    /** Exactly one outcome for each recipient. */
    @Test
    public void everyRecipientHasOneOutcome() throws Exception {
        try (MemoryContent content = MemoryContent.of(MESSAGE)) {
            Delivery delivery = delivery(1, content);
            List<Recipient> told = new ArrayList<>();
            channel().deliver(delivery).forEach(o -> told.add(o.recipient()));
            assertThat(told).containsExactlyInAnyOrderElementsOf(delivery.envelope().recipients());
        }
    }

    /** Delivered and held are 2xx, deferred 4xx, failed 5xx. */
    @Test
    public void replySaysWhatTheOutcomeIs() throws Exception {
        for (Outcome outcome : deliver(2)) {
            int expected =
                    outcome instanceof Outcome.Deferred
                            ? 4
                            : outcome instanceof Outcome.Failed ? 5 : 2;
            assertThat(outcome.reply().code() / 100).as(outcome.toString()).isEqualTo(expected);
            assertThat(outcome.reply().text()).isNotBlank();
            assertThat(outcome.remote()).isNotNull();
        }
    }

    /**
     * Content is lent for the call: nothing of it is kept, nothing closed that is not one's own.
     */
    @Test
    public void contentIsGivenBack() throws Exception {
        MemoryContent content = MemoryContent.of(MESSAGE);
        channel().deliver(delivery(3, content));
        assertThat(content.references()).isEqualTo(1);
        content.close();
    }

    /** The same attempt may come again after a crash. */
    @Test
    public void attemptMayBeRepeated() throws Exception {
        List<String> first = kinds(deliver(4));
        assertThat(kinds(deliver(4))).isEqualTo(first);
    }

    private static List<String> kinds(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(o -> o.recipient().address() + " " + o.getClass().getSimpleName())
                .sorted()
                .toList();
    }

    /** Several threads deliver at once. */
    @Test
    public void manyThreadsMayDeliver() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<Outcome>>> calls = new ArrayList<>();
            for (long entry = 100; entry < 150; entry++) {
                long number = entry;
                calls.add(() -> deliver(number));
            }
            for (Future<List<Outcome>> call : threads.invokeAll(calls)) {
                assertThat(call.get()).hasSameSizeAs(recipients());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
