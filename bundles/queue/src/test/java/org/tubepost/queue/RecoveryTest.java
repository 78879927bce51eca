// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.queue.QueueFixture.SMALL;
import static org.tubepost.queue.QueueFixture.envelope;
import static org.tubepost.queue.QueueFixture.recipient;
import static org.tubepost.queue.QueueFixture.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.DamageReport;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalRecord;
import org.tubepost.journal.ReplayHandler;

/** What is left of a queue whose journal has lost octets. */
class RecoveryTest {
    private static final Extent RECORD = new Extent(1, 0, 1);

    @TempDir Path folder;

    /** A recovery that some BODY records do not reach. */
    private static final class Torn implements ReplayHandler {
        final Recovery recovery = new Recovery();
        private int left;

        Torn(int bodies) {
            left = bodies;
        }

        @Override
        public void replay(JournalRecord record) throws IOException {
            if (record.type() != RecordTypes.BODY || left-- > 0) {
                recovery.replay(record);
            }
        }

        @Override
        public void damaged(DamageReport report) {
            recovery.damaged(report);
        }
    }

    private static void put(JournaledQueue queue, int octets, String cause) throws IOException {
        try (Content content = sealed(queue, new byte[octets])) {
            queue.enqueue(
                            List.of(
                                    new Submission(
                                            envelope(
                                                    queue,
                                                    cause,
                                                    recipient("a", "tcp"),
                                                    recipient("b", "ims")),
                                            content,
                                            false)))
                    .toCompletableFuture()
                    .join();
        }
    }

    private Recovery recovered(int bodies) throws IOException {
        Torn torn = new Torn(bodies);
        Journal.open(folder, SMALL, torn).close();
        torn.recovery.finish(0);
        return torn.recovery;
    }

    @Test
    void causeOfAMessageWhoseOctetsAreLostMayLeadToItOnceMore() throws Exception {
        String cause;
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            put(queue, 10, "");
            long causing = queue.entries().mapToLong(QueueEntry::number).min().orElseThrow();
            cause = "reprocess:" + causing + ":1";
            put(queue, 12_000, cause);
        }
        Recovery whole = recovered(Integer.MAX_VALUE);
        assertThat(whole.ledger().ledTo(cause)).isPresent();
        assertThat(whole.ledger().entries().behind(0)).hasSize(4);
        Recovery torn = recovered(1);
        assertThat(torn.ledger().ledTo(cause)).isEmpty();
        assertThat(torn.ledger().entries().behind(0)).hasSize(2);
    }

    @Test
    void whatTookThePlaceOfALostMessageKeepsItsCause() {
        Causes causes = new Causes();
        QueuedMessage lost = new QueuedMessage(outline("lost"), RECORD);
        QueuedMessage again = new QueuedMessage(outline("again"), RECORD);
        causes.add("reprocess:1:1", lost);
        causes.add("reprocess:1:1", again);
        causes.forget(lost);
        assertThat(causes.ledTo("reprocess:1:1").orElseThrow().value()).isEqualTo("again");
    }

    @Test
    void messageIsForgottenAfterWhatTookItsPlace() {
        Causes causes = new Causes();
        QueuedMessage lost = new QueuedMessage(outline("lost"), RECORD);
        causes.add("reprocess:1:1", lost);
        causes.add("reprocess:1:1", new QueuedMessage(outline("again"), RECORD));
        causes.gone(1);
        causes.forget(lost);
        assertThat(causes.entries()).isEmpty();
    }

    private static MessageOutline outline(String id) {
        return new MessageOutline(id, 0, 0, "", Priority.NORMAL, List.of(), List.of());
    }
}
