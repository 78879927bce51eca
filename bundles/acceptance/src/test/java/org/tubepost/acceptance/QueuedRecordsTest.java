// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;

/** What acceptance tells the mail log. */
class QueuedRecordsTest {
    private static final String MESSAGE = "Message-ID: <1@x.org>\r\n\r\nbody\r\n";
    @TempDir Path cache;
    private final List<MailEvent> records = new ArrayList<>();
    private House house;

    @BeforeEach
    void open() throws BundleException {
        house = new House(cache).log(records);
    }

    @AfterEach
    void close() throws IOException {
        house.close();
    }

    @Test
    void everyRecipientOfAQueuedMessageIsRecorded() {
        house.send("s@x.org", List.of("a@example.com", "b@else.example"), MESSAGE);
        assertThat(records)
                .extracting(MailEvent::kind, MailEvent::destination, MailEvent::originalRecipient)
                .containsExactly(
                        tuple(Kind.ENQUEUED, "ims-ms", "a@example.com"),
                        tuple(Kind.ENQUEUED, "tcp_local", "b@else.example"));
        MailEvent first = records.get(0);
        assertThat(first.message()).isEqualTo("Q1");
        assertThat(first.messageIdField()).isEqualTo("<1@x.org>");
        assertThat(first.source()).isEqualTo("tcp_local");
        assertThat(first.sender()).isEqualTo("s@x.org");
        assertThat(first.protocol()).isEqualTo("ESMTP");
        assertThat(first.transport()).isEqualTo("TCP|192.0.2.1|25|203.0.113.9|4242");
        assertThat(first.size()).isGreaterThan(MESSAGE.length());
    }

    @Test
    void messagesThatAreNotStoredAndRehearsalsAreNotRecorded() {
        house.explain(House.outside(), "s@x.org", "a@example.com");
        house.queue().full();
        house.send("s@x.org", List.of("a@example.com"), MESSAGE);
        assertThat(records).isEmpty();
    }
}
