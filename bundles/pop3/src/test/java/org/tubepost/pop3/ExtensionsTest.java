// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 6856, and LOGIN-DELAY and EXPIRE of RFC 2449. */
class ExtensionsTest {
    private static final String INTERNATIONAL = "Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n";

    @TempDir private Path dir;
    private PostOffice office;

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    private void open(Map<String, Object> settings) throws Exception {
        office = new PostOffice(dir, settings, 300);
    }

    @Test
    void anInternationalMessageNeedsAClientThatSaysSo() throws Exception {
        open(Map.of());
        office.deliver(INTERNATIONAL);
        try (Client client = office.alice()) {
            assertThat(client.ask("STAT")).startsWith("+OK 1 ");
            assertThat(client.ask("RETR 1")).startsWith("-ERR [UTF8] ");
            assertThat(client.ask("TOP 1 0")).startsWith("-ERR [UTF8] ");
            assertThat(client.ask("UTF8")).startsWith("-ERR ");
        }
        try (Client client = office.connect()) {
            assertThat(client.ask("UTF8")).startsWith("+OK");
            client.ask("USER alice");
            client.ask("PASS secret word");
            assertThat(client.list("RETR 1")).hasSize(3).element(0).asString().startsWith("Subj");
        }
    }

    @Test
    void answersAreInEnglish() throws Exception {
        open(Map.of());
        try (Client client = office.connect()) {
            assertThat(client.list("LANG")).contains("en English");
            assertThat(client.ask("LANG EN-gb")).startsWith("+OK en ");
            assertThat(client.ask("LANG *")).startsWith("+OK en ");
            assertThat(client.ask("LANG tlh")).startsWith("-ERR ");
            assertThat(client.list("CAPA"))
                    .contains("UTF8 USER", "LANG", "EXPIRE NEVER")
                    .noneMatch(l -> l.startsWith("LOGIN-DELAY"));
        }
    }

    @Test
    void whoComesBackTooEarlyIsToldToWait() throws Exception {
        open(Map.of("loginDelaySeconds", 900, "expireDays", 60));
        try (Client client = office.alice()) {
            assertThat(client.list("CAPA")).contains("LOGIN-DELAY 900", "EXPIRE 60");
        }
        try (Client client = office.connect()) {
            client.ask("USER alice");
            assertThat(client.ask("PASS secret word")).startsWith("-ERR [LOGIN-DELAY] ");
            client.ask("USER alice");
            assertThat(client.ask("PASS wrong")).startsWith("-ERR [AUTH] ");
            client.ask("USER bob");
            assertThat(client.ask("PASS secret word")).startsWith("+OK");
        }
    }

    @Test
    void aLoginThatFindsNoStoreDoesNotCount() throws Exception {
        open(Map.of("loginDelaySeconds", 900));
        office.failing = "open";
        try (Client client = office.connect()) {
            client.ask("USER alice");
            assertThat(client.ask("PASS secret word")).startsWith("-ERR [SYS/TEMP]");
            assertThat(office.passwords.loggedOut).containsExactly("alice");
            office.failing = "";
            client.ask("USER alice");
            assertThat(client.ask("PASS secret word")).startsWith("+OK");
        }
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void theDelayCountsFromTheLastLoginThatWasLetIn() throws Exception {
        open(Map.of());
        MovedClock clock = new MovedClock();
        PollTimes times = new PollTimes(Duration.ofSeconds(60), clock);
        assertThat(times.login("alice")).isEmpty();
        clock.now = clock.now.plusSeconds(59);
        assertThat(times.login("alice")).contains(Duration.ofSeconds(1));
        assertThat(times.login("bob")).isEmpty();
        clock.now = clock.now.plusSeconds(1);
        assertThat(times.login("alice")).isEmpty();
        clock.now = clock.now.plusSeconds(60);
        times.login("carol");
        assertThat(times.size()).isEqualTo(1);
    }
}
