// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Outcome;
import org.tubepost.testkit.ChannelContract;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.SmallFramework;

/** Messages go to real commands. */
class PipeChannelTest extends ChannelContract {
    private static final String MESSAGE = "Subject: x\r\n\r\nbody\r\n";
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @TempDir Path spool;
    private SmallFramework framework;
    private PipeChannel channel;

    @BeforeEach
    void open(@TempDir Path cache) throws Exception {
        framework = SmallFramework.start(cache);
        channel =
                new PipeChannel(
                        framework.context(),
                        ComponentSettings.of(
                                PipeSettings.class, Map.of("directory", spool.toString())));
        declare("contract", "/bin/true", "", Map.of());
    }

    @AfterEach
    void close() throws Exception {
        channel.close();
        framework.close();
    }

    private static CommandSettings settings(
            String name, String program, String arguments, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("name", name);
        all.put("program", program);
        all.put("arguments", arguments);
        if (ROOT) {
            all.putIfAbsent("user", "nobody");
            all.putIfAbsent("group", "nogroup");
        }
        return ComponentSettings.of(CommandSettings.class, all);
    }

    private void declare(String name, String program, String arguments, Map<String, Object> more) {
        framework.register(
                DeclaredCommand.class,
                new DeclaredCommand(settings(name, program, arguments, more)),
                Map.of("name", name));
    }

    private void script(String name, String text) {
        declare(name, "/bin/sh", "-c \"" + text + "\"", Map.of());
    }

    @Override
    protected Channel channel() {
        return channel;
    }

    @Override
    protected String destination() {
        return "contract";
    }

    private Outcome deliver(String command, String recipient) throws Exception {
        try (MemoryContent content = MemoryContent.of(MESSAGE)) {
            List<Outcome> outcomes =
                    channel.deliver(
                            Deliveries.delivery(9, "pipe", command, List.of(recipient), content));
            assertThat(outcomes).hasSize(1);
            try (Stream<Path> left = Files.list(spool)) {
                assertThat(left).isEmpty();
            }
            return outcomes.get(0);
        }
    }

    private String said(String command, String recipient) throws Exception {
        return deliver(command, recipient).reply().toString();
    }

    @Test
    void theMessageIsStandardInputAndTheOutputTheDiagnostic() throws Exception {
        declare("show", "/bin/cat", "", Map.of());
        assertThat(deliver("show", "a@example.test")).isInstanceOf(Outcome.Delivered.class);
        assertThat(said("show", "a@example.test"))
                .isEqualTo(
                        "250 2.0.0 command show: done: Return-Path: <sender@example.test>"
                                + " Subject: x body");
    }

    @ParameterizedTest
    @CsvSource({
        "0,Delivered,2.0.0",
        "64,Failed,5.3.5",
        "65,Failed,5.6.0",
        "67,Failed,5.1.1",
        "71,Deferred,4.3.0",
        "74,Deferred,4.3.0",
        "75,Deferred,4.3.0",
        "77,Failed,5.7.0",
        "78,Failed,5.3.5",
        "1,Failed,5.3.0",
        "127,Deferred,4.3.5"
    })
    void theExitStatusDecides(int code, String kind, String status) throws Exception {
        script("end", "echo why; exit " + code);
        Outcome outcome = deliver("end", "a@example.test");
        assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(outcome.reply().status().toString()).isEqualTo(status);
        assertThat(outcome.reply().text()).endsWith("why");
    }

    @Test
    void whatIsPutInStaysOneArgumentAndNoShellReadsIt() throws Exception {
        declare(
                "args",
                "/usr/bin/printf",
                "[%s] {recipient} \"for {user} {detail}\" {sender}",
                Map.of());
        assertThat(said("args", "\"a b;$(id)\"@example.test"))
                .endsWith("[\"a b;$(id)\"@example.test][for a b;$(id) ][sender@example.test]");
        assertThat(said("args", "tom+x@example.test")).contains("[for tom x]");
    }

    @Test
    void anAddressIsNeverAnOption() throws Exception {
        declare("args", "/bin/echo", "{user}", Map.of());
        assertThat(said("args", "-e@example.test")).startsWith("553 5.1.3 -e begins with a hyphen");
        declare("safe", "/bin/echo", "--to={user}", Map.of());
        assertThat(said("safe", "-e@example.test")).endsWith("done: --to=-e");
    }

    @Test
    void theEnvironmentTellsOfTheMessageAndOfNothingElse() throws Exception {
        declare("env", "/usr/bin/env", "", Map.of());
        assertThat(said("env", "tom+x@example.test"))
                .contains("TUBEPOST_SENDER=sender@example.test", "TUBEPOST_DETAIL=x")
                .contains("TUBEPOST_ENTRY=9", "TUBEPOST_ATTEMPT=1", "TUBEPOST_SIZE=20")
                .doesNotContain("HOME=", "JAVA");
    }

    @Test
    void theCommandHasItsUserAndGainsNoPrivileges() throws Exception {
        script("who", "id -un; grep NoNewPrivs /proc/self/status");
        assertThat(said("who", "a@example.test"))
                .contains(ROOT ? "nobody" : System.getProperty("user.name"))
                .contains("NoNewPrivs: 1");
    }

    @Test
    void rootNeverRunsACommandAsRoot() throws Exception {
        declare("bare", "/bin/true", "", Map.of("user", "", "group", ""));
        Outcome outcome = deliver("bare", "a@example.test");
        assertThat(outcome).isInstanceOf(ROOT ? Outcome.Deferred.class : Outcome.Delivered.class);
    }

    @Test
    void theTimeLimitEndsTheWholeGroup() throws Exception {
        String mark = "98765" + ProcessHandle.current().pid();
        declare(
                "slow",
                "/bin/sh",
                "-c \"sleep " + mark + " & sleep " + mark + "\"",
                Map.of("timeoutSeconds", 1));
        Outcome outcome = deliver("slow", "a@example.test");
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(outcome.reply().toString())
                .isEqualTo("451 4.3.0 command slow: ended after 1 seconds at most");
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(p -> p.info().commandLine().orElse("").endsWith("sleep " + mark));
    }

    @Test
    void aCommandThatWritesWithoutEndIsKeptShort() throws Exception {
        declare(
                "talk",
                "/bin/sh",
                "-c \"head -c 3000000 /dev/zero | tr '\\\\000' x\"",
                Map.of("outputOctets", 100));
        assertThat(said("talk", "a@example.test")).hasSizeLessThan(150).endsWith("xxx");
    }

    @Test
    void aCommandThatIsNotDeclaredOrNotThereIsWaitedFor() throws Exception {
        assertThat(deliver("other", "a@example.test")).isInstanceOf(Outcome.Deferred.class);
        declare("gone", "/nonexistent", "", Map.of());
        assertThat(said("gone", "a@example.test")).startsWith("451 4.3.5");
    }

    @Test
    void filesOfAServerThatWasKilledAreRemoved() throws Exception {
        Files.writeString(spool.resolve("message1.eml"), "old");
        new PipeChannel(
                        framework.context(),
                        ComponentSettings.of(
                                PipeSettings.class, Map.of("directory", spool.toString())))
                .close();
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void whatIsWrongWithACommandIsSaidWhenItIsDeclared() {
        assertThatThrownBy(() -> new DeclaredCommand(settings("x", "sh", "", Map.of())))
                .hasMessageContaining("path from the root");
        assertThatThrownBy(() -> new DeclaredCommand(settings("x", "/bin/sh", "{shell}", Map.of())))
                .hasMessage("nobody knows {shell}");
        assertThatThrownBy(() -> new DeclaredCommand(settings("x", "/bin/sh", "\"a", Map.of())))
                .hasMessageContaining("quote is left open");
        assertThat(ArgumentVector.split(" a \"b c\"d  \"\" \\\" "))
                .containsExactly("a", "b cd", "", "\"");
    }
}
