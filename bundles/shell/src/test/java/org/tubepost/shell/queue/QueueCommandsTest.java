// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.junit.jupiter.api.Test;
import org.tubepost.api.queue.QueueAdministration;
import org.tubepost.api.queue.QueueEntry.State;
import org.tubepost.shell.Bench;
import org.tubepost.shell.HouseCommand;

class QueueCommandsTest {
    private final FakeQueue queue = new FakeQueue();
    private final Bench bench = new Bench().with(QueueAdministration.class, queue);

    private void fill() {
        Instant now = Instant.now();
        queue.add("tcp_local", "dead.example", State.READY, now)
                .add("tcp_local", "dead.example", State.READY, now.minus(Duration.ofMinutes(12)))
                .add("tcp_local", "slow.example", State.HELD, now.minus(Duration.ofDays(3)))
                .add("ims-ms", "", State.ACTIVE, now);
    }

    @Test
    void listIsPagedByTheNumberOfTheLastEntry() throws Exception {
        fill();
        String first = bench.run(new ListCommand(), "--limit", 2);
        assertThat(first.lines()).hasSize(4);
        assertThat(first).contains("dead.example").endsWith("there are more: --after 2\n");
        String second = bench.run(new ListCommand(), "--limit", 2, "--after", 2L);
        assertThat(second.lines()).hasSize(3);
        assertThat(second).contains("slow.example", "ims-ms");
    }

    @Test
    void listOfManyPiecesIsOneJsonArray() throws Exception {
        for (int i = 0; i < 450; i++) {
            queue.add("tcp_local", "d" + i, State.READY, Instant.now());
        }
        String json = bench.run(new ListCommand(), "--json", true, "--limit", 0);
        assertThat(json).startsWith("[\n {\"entry\":1,").endsWith("}\n]\n").doesNotContain(",,");
        assertThat(json.split("\"entry\":", -1)).hasSize(451);
        assertThat(json.split("},\n \\{", -1)).hasSize(450);
    }

    @Test
    void interruptedChangeStopsAndCountsWhatWasChanged() {
        for (int i = 0; i < 5_000; i++) {
            queue.add("tcp_local", "d" + i, State.READY, Instant.now());
        }
        queue.onChange =
                () -> {
                    if (queue.changed.size() == 1_233) {
                        Thread.currentThread().interrupt();
                    }
                };
        try {
            assertThatThrownBy(() -> bench.run(new DeleteCommand(), "--all", true))
                    .hasMessage("stopped before the end");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(queue.changed).hasSize(1_234);
        assertThat(bench.printed()).isEqualTo("1234 entries deleted\n");
    }

    @Test
    void changeIsMadeInTheNameOfTheUser() throws Exception {
        fill();
        Subject anna = new Subject(true, Set.of(new UserPrincipal("anna")), Set.of(), Set.of());
        Subject.doAs(
                anna,
                (PrivilegedExceptionAction<String>)
                        () -> bench.run(new DeleteCommand(), "entries", List.of("1")));
        assertThat(queue.administrators).containsExactly("anna");
    }

    @Test
    void emptyListIsAnEmptyJsonArray() throws Exception {
        assertThat(bench.run(new ListCommand(), "--json", true)).isEqualTo("[\n]\n");
    }

    @Test
    void filtersNarrowTheList() throws Exception {
        fill();
        assertThat(numbers("--destination", "*.EXAMPLE")).containsExactly(1, 2, 3);
        assertThat(numbers("--channel", "tcp_*", "--state", "ready")).containsExactly(1, 2);
        assertThat(numbers("--held", true)).containsExactly(3);
        assertThat(numbers("--older", "10m")).containsExactly(2, 3);
        assertThat(numbers("--older", "10m", "--younger", "1d")).containsExactly(2);
        assertThat(numbers("--larger", "2k")).containsExactly(3, 4);
        assertThat(numbers("--smaller", "1000")).containsExactly(1);
        assertThat(numbers("--error", "HELD")).containsExactly(3);
    }

    private List<Integer> numbers(Object... settings) throws Exception {
        return bench.run(new ListCommand(), settings)
                .lines()
                .skip(1)
                .map(l -> Integer.parseInt(l.substring(0, l.indexOf(' '))))
                .toList();
    }

    @Test
    void countShowsAgesInColumnsThatDouble() throws Exception {
        fill();
        List<String> lines = bench.run(new CountCommand()).lines().toList();
        assertThat(lines.get(0).trim().split("\\s+"))
                .containsExactly(
                        "destination",
                        "total",
                        "octets",
                        "5m",
                        "10m",
                        "20m",
                        "40m",
                        "80m",
                        "160m",
                        "320m",
                        "640m",
                        "1280m",
                        "older");
        assertThat(lines.get(1).trim().split("\\s+"))
                .containsExactly(
                        "TOTAL", "4", "10000", "2", "0", "1", "0", "0", "0", "0", "0", "0", "1");
        assertThat(lines.get(2)).startsWith("dead.example");
        assertThat(bench.run(new CountCommand(), "--by", "channel")).contains("ims-ms");
        assertThatThrownBy(() -> bench.run(new CountCommand(), "--by", "colour"))
                .hasMessageContaining("destination, channel and state");
    }

    @Test
    void changeNeedsNumbersOrAFilterOrAll() throws Exception {
        fill();
        assertThatThrownBy(() -> bench.run(new DeleteCommand())).hasMessageContaining("--all");
        assertThat(queue.changed).isEmpty();
        assertThat(bench.run(new DeleteCommand(), "--all", true)).isEqualTo("4 entries deleted\n");
        assertThatThrownBy(
                        () ->
                                bench.run(
                                        new DeleteCommand(),
                                        "entries",
                                        List.of("1"),
                                        "--channel",
                                        "x"))
                .hasMessageContaining("not both");
    }

    @Test
    void wordThatIsNoNumberIsNamed() {
        assertThatThrownBy(() -> bench.run(new HoldCommand(), "entries", List.of("1", "alice@x")))
                .hasMessage("'alice@x' is no number of an entry");
        assertThat(queue.changed).isEmpty();
    }

    @Test
    void numbersThatCouldNotBeChangedAreTold() {
        fill();
        queue.refusing.add(2L);
        assertThatThrownBy(() -> bench.run(new HoldCommand(), "entries", List.of("1", "2", "99")))
                .hasMessageContaining("[2, 99]");
        assertThat(bench.printed()).isEqualTo("1 entry held\n");
        assertThat(queue.changed).hasSize(1);
    }

    @Test
    void filterLeavesWhatIsInAnotherState() throws Exception {
        fill();
        queue.refusing.add(2L);
        assertThat(bench.run(new ReturnCommand(), "--destination", "dead.example"))
                .isEqualTo(
                        "1 entry returned to their senders\n"
                                + "1 in another state left as they are\n");
    }

    @Test
    void redirectTakesTheAddressBeforeTheEntries() throws Exception {
        fill();
        bench.run(new RedirectCommand(), "address", "b@example.com", "entries", List.of("3"));
        assertThat(queue.changed).singleElement().asString().contains("3 Redirect[to=");
        assertThatThrownBy(() -> bench.run(new RedirectCommand(), "address", "b@@", "--all", true))
                .isInstanceOf(Exception.class);
    }

    @Test
    void longChangeStopsWhenItsUserGoes() {
        for (int i = 0; i < 100; i++) {
            queue.add("tcp_local", "d", State.READY, Instant.now());
        }
        AtomicInteger done = new AtomicInteger();
        queue.onChange = done::incrementAndGet;
        bench.put(HouseCommand.STOPPED, (BooleanSupplier) () -> done.get() >= 10);
        assertThatThrownBy(() -> bench.run(new RetryCommand(), "--all", true))
                .hasMessage("stopped before the end");
        assertThat(bench.printed()).isEqualTo("10 entries due now\n");
    }

    @Test
    void ctrlCOnATerminalOfTheClientEndsACommandAndOtherKeysDoNot() throws Exception {
        for (int i = 0; i < 20; i++) {
            queue.add("tcp_local", "d", State.READY, Instant.now());
        }
        bench.put("TERM", "xterm");
        AtomicInteger done = new AtomicInteger();
        queue.onChange = done::incrementAndGet;
        bench.typing(
                new InputStream() {
                    private boolean enter = true;

                    @Override
                    public int available() {
                        return enter || done.get() >= 10 ? 1 : 0;
                    }

                    @Override
                    public int read() {
                        int key = enter ? '\r' : 3;
                        enter = false;
                        return key;
                    }
                });
        assertThatThrownBy(() -> bench.run(new RetryCommand(), "--all", true))
                .hasMessage("stopped before the end");
        assertThat(bench.printed()).isEqualTo("10 entries due now\n");
    }

    @Test
    void malformedPeriodAndSizeAreExplained() {
        assertThatThrownBy(() -> bench.run(new ListCommand(), "--older", "soon"))
                .hasMessageContaining("--older soon");
        assertThatThrownBy(() -> bench.run(new ListCommand(), "--larger", "big"))
                .hasMessageContaining("--larger big");
    }
}
