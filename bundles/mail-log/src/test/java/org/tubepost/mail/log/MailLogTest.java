// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Problem;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.observe.Reading;

/** Records from the caller to the files and back. */
class MailLogTest {
    @TempDir Path folder;

    private static double reading(House house, String name) {
        return house.log.readings().stream()
                .filter(r -> r.name().equals(name))
                .mapToDouble(Reading::value)
                .sum();
    }

    @Test
    void recordsOfAMessageAreFoundByQueueIdAndByMessageId() throws Exception {
        try (House house = new House(folder, Map.of())) {
            house.log.record(house.queued("A1"));
            house.log.recordLater(() -> house.queued("A2"));
            house.log.record(house.queued("A1"));
            assertThat(house.find("A1")).hasSize(2);
            assertThat(house.find("<A2@example.org>")).hasSize(1);
            assertThat(house.find("A2@example.org")).hasSize(1);
            assertThat(house.find("A")).isEmpty();
            assertThat(house.find("A2").get(0).size()).isEqualTo(2_048);
        }
    }

    @Test
    void yesterdayAndOlderDaysAreFoundInOrder() throws Exception {
        try (House house = new House(folder, Map.of())) {
            for (int day = 0; day < 4; day++) {
                house.log.record(house.queued("A1"));
                house.find("A1");
                house.clock.move(Duration.ofDays(1));
            }
            assertThat(house.files())
                    .containsExactly(
                            "mail.log-20261127",
                            "mail.log-20261128",
                            "mail.log_current",
                            "mail.log_yesterday");
            assertThat(house.find("A1")).extracting(MailEvent::time).isSorted().hasSize(4);
        }
    }

    @Test
    void oldFilesAreDeletedAtMidnight() throws Exception {
        try (House house = new House(folder, Map.of("retentionDays", 2))) {
            for (int day = 0; day < 6; day++) {
                house.log.record(house.queued("A1"));
                house.find("A1");
                house.clock.move(Duration.ofDays(1));
            }
            assertThat(house.files())
                    .containsExactly("mail.log-20261130", "mail.log_current", "mail.log_yesterday");
        }
    }

    @Test
    void fullFilesAreChangedAndTheOldestGoWhenAllAreTooLarge() throws Exception {
        Map<String, Object> small = Map.of("fileMebibytes", 1, "totalMebibytes", 3);
        try (House house = new House(folder, small)) {
            for (int batch = 0; batch < 12; batch++) {
                IntStream.range(0, 4_000).forEach(i -> house.log.record(house.queued("A" + i)));
                house.find("A1");
            }
            assertThat(house.files())
                    .contains("mail.log_current", "mail.log_yesterday")
                    .doesNotContain("mail.log-20261127")
                    .anyMatch(f -> f.startsWith("mail.log-20261127."));
            long octets = 0;
            for (String file : house.files()) {
                octets += Files.size(folder.resolve(file));
                assertThat(Files.size(folder.resolve(file))).isLessThanOrEqualTo(1 << 20);
            }
            assertThat(octets).isLessThan(4 << 20);
        }
    }

    @Test
    void aLogThatIsOpenedAgainIsContinued() throws Exception {
        try (House house = new House(folder, Map.of())) {
            house.log.record(house.queued("A1"));
        }
        Files.writeString(
                folder.resolve("mail.log_current"),
                Files.readString(folder.resolve("mail.log_current")) + "27-Nov-2026 torn");
        try (House house = new House(folder, Map.of())) {
            house.log.record(house.queued("A1"));
            assertThat(house.find("A1")).hasSize(2);
        }
    }

    @Test
    void whatDoesNotFitIsCountedAndSaid() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (House house = new House(folder, Map.of("queueLimit", 10))) {
            house.log.recordLater(
                    () -> {
                        inside.countDown();
                        await(goOn);
                        return house.queued("A1");
                    });
            inside.await();
            IntStream.range(0, 30).forEach(i -> house.log.record(house.queued("A1")));
            goOn.countDown();
            assertThat(house.find("A1")).hasSize(10);
            assertThat(house.lines("mail.log_current"))
                    .anyMatch(l -> l.startsWith("#lost 21 records"));
            assertThat(reading(house, "mail_log_lost_total")).isEqualTo(21);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Test
    void everyRecordIsWrittenOnceAndInTheOrderOfItsCaller() throws Exception {
        int each = 3_000;
        try (House house = new House(folder, Map.of("format", "json"))) {
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                String name = "C" + caller;
                callers.add(
                        new Thread(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        house.log.record(numbered(name, i));
                                    }
                                }));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            for (int caller = 0; caller < 6; caller++) {
                assertThat(house.find("C" + caller))
                        .extracting(MailEvent::size)
                        .containsExactlyElementsOf(
                                IntStream.range(0, each).mapToObj(Long::valueOf).toList());
            }
        }
    }

    private static MailEvent numbered(String message, int number) {
        return MailEvent.of(House.NOON, Kind.ENQUEUED).size(number).message(message, 0, "").build();
    }

    @Test
    void aFolderThatCannotBeWrittenLosesRecordsAndNothingElse() throws Exception {
        Path place = folder.resolve("log");
        Files.writeString(place, "in the way");
        try (House house = new House(place, Map.of())) {
            house.log.record(house.queued("A1"));
            house.log.record(house.queued("A2"));
            try (Stream<MailEvent> found = house.log.find("A1")) {
                assertThat(found).isEmpty();
            }
            assertThat(reading(house, "mail_log_lost_total")).isEqualTo(2);
            Files.delete(place);
            house.log.record(house.queued("A3"));
            assertThat(house.find("A3")).hasSize(1);
            assertThat(house.lines("mail.log_current"))
                    .anyMatch(l -> l.startsWith("#lost 2 records"));
        }
    }

    @Test
    void bothFormsAreWrittenBesideEachOther() throws Exception {
        try (House house = new House(folder, Map.of("format", "both"))) {
            house.log.record(house.queued("A1"));
            assertThat(house.lines("mail.log_current")).hasSize(2);
            assertThat(house.lines("mail.json_current")).hasSize(1);
            assertThat(house.find("A1")).hasSize(1);
        }
    }

    @Test
    void aChangeOfFieldsIsNotedInTheFileAndReadBack() throws Exception {
        try (House house = new House(folder, Map.of())) {
            house.log.record(house.queued("A1"));
            house.find("A1");
            house.log.activate(House.generation(Map.of("LOG_FILENAME", "0"), Map.of()));
            house.log.record(house.queued("A1"));
            assertThat(house.find("A1")).hasSize(1);
            assertThat(house.find("A1@example.org"))
                    .extracting(MailEvent::message)
                    .containsExactly("A1", "");
        }
    }

    @Test
    void channelsSayWhetherTheyAreLogged() throws Exception {
        try (House house = new House(folder, Map.of())) {
            house.log.activate(
                    House.generation(
                            Map.of(), Map.of("tcp_local", "logging", "ims-ms", "nologging")));
            house.log.record(house.queued("A1"));
            assertThat(house.find("A1")).hasSize(1);
            house.log.activate(
                    House.generation(
                            Map.of(), Map.of("tcp_local", "nologging", "ims-ms", "nologging")));
            house.log.record(house.queued("A1"));
            assertThat(house.find("A1")).hasSize(1);
        }
    }

    @Test
    void connectionsAndLoginsAreLoggedAsTheOptionSays() throws Exception {
        try (House house = new House(folder, Map.of())) {
            for (String bits : List.of("0", "2", "128")) {
                house.log.activate(House.generation(Map.of("LOG_CONNECTION", bits), Map.of()));
                house.log.record(MailEvent.of(House.NOON, Kind.OPENED).build());
                house.log.record(MailEvent.of(House.NOON, Kind.LOGIN).build());
                house.find("x");
            }
            assertThat(house.lines("mail.log_current"))
                    .filteredOn(l -> !l.startsWith("#"))
                    .satisfiesExactly(
                            l -> assertThat(l).contains("+ O "),
                            l -> assertThat(l).contains("+ U "));
        }
    }

    @Test
    void optionsThatAreNoNumbersRefuseTheGeneration() throws Exception {
        try (House house = new House(folder, Map.of())) {
            assertThat(
                            house.log.prepare(
                                    House.generation(
                                            Map.of("LOG_FORMAT", "4", "LOG_PROCESS", "yes"),
                                            Map.of())))
                    .allMatch(Problem::isError)
                    .extracting(Problem::text)
                    .satisfiesExactly(
                            t -> assertThat(t).contains("LOG_FORMAT must be 1"),
                            t -> assertThat(t).contains("LOG_PROCESS must be a whole number"));
            assertThat(
                            house.log.prepare(
                                    House.generation(
                                            Map.of("LOG_HEADER", "1", "LOG_NODE", "0"), Map.of())))
                    .singleElement()
                    .satisfies(
                            p -> {
                                assertThat(p.severity()).isEqualTo(Problem.Severity.WARNING);
                                assertThat(p.text()).startsWith("LOG_HEADER has no effect");
                            });
        }
    }

    @Test
    void veryLongFieldsAreCut() throws IOException, InterruptedException {
        try (House house = new House(folder, Map.of())) {
            house.log.record(
                    MailEvent.of(House.NOON, Kind.REJECTED)
                            .message("A1", 0, "x".repeat(1_000_000))
                            .build());
            assertThat(house.find("A1").get(0).messageIdField()).hasSize(2_000).endsWith("…");
        }
    }

    @Test
    void loginsAndLogoutsAreFoundWithAllTheyHave() throws Exception {
        for (String format : List.of("text", "json")) {
            Path own = folder.resolve(format);
            try (House house = new House(own, Map.of("format", format))) {
                house.log.record(house.queued("A1"));
                for (Kind kind : List.of(Kind.LOGIN, Kind.OPENED, Kind.LOGOUT)) {
                    house.log.record(
                            MailEvent.of(house.clock.instant(), kind)
                                    .channels("imap", "")
                                    .user("eve \r\nx")
                                    .protocol("imap", true)
                                    .transport("TCP|192.0.2.1|143|198.51.100.7|4711")
                                    .diagnostic("mechanism=PLAIN tls=none refused: wrong password")
                                    .build());
                }
                try (Stream<MailEvent> logins = house.log.logins()) {
                    List<MailEvent> found = logins.toList();
                    assertThat(found)
                            .extracting(MailEvent::kind)
                            .containsExactly(Kind.LOGIN, Kind.LOGOUT);
                    MailEvent login = found.get(0);
                    assertThat(login.source()).isEqualTo("imap");
                    assertThat(login.user()).isEqualTo("eve \r\nx");
                    assertThat(login.transport()).isEqualTo("TCP|192.0.2.1|143|198.51.100.7|4711");
                    assertThat(login.diagnostic())
                            .isEqualTo("mechanism=PLAIN tls=none refused: wrong password");
                }
            }
        }
    }
}
