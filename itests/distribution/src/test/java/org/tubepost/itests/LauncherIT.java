// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's contract. */
@ExtendWith(DistributionExtension.class)
class LauncherIT {

    @Test
    void helpNamesEveryCommandAndOption() throws IOException {
        Distribution.Called help = Distribution.launcher("help");
        assertThat(help.status()).isZero();
        assertThat(help.output())
                .contains("run", "stop", "status", "shell", "help")
                .contains("--demo", "--home", "--port-offset", "--daemon", "--profile");
    }

    @Test
    void statusNamesEveryPort(Distribution server) throws IOException {
        Distribution.Called status =
                Distribution.launcher("status", "--home", server.home().toString());
        assertThat(status.status()).isZero();
        for (int port : List.of(25, 587, 465, 143, 993, 110, 995)) {
            assertThat(status.output()).contains(Integer.toString(server.port(port)));
        }
    }

    @Test
    void secondServerInTheSameHomeIsRefused(Distribution server) throws IOException {
        Distribution.Called second =
                Distribution.launcher("run", "--daemon", "--home", server.home().toString());
        assertThat(second.status()).isNotZero();
        assertThat(second.output()).contains("runs in").hasLineCount(1);
    }

    @Test
    void shellTellsFailureByItsStatus(Distribution server) throws IOException {
        assertThat(server.tryShell("mta:channels").status()).isZero();
        assertThat(server.tryShell("queue:show", "99999999").status()).isNotZero();
        assertThat(server.tryShell("no:such-command").status()).isNotZero();
    }

    @Test
    void tablesArePrintedAsJsonToo(Distribution server) throws IOException {
        for (String command :
                List.of(
                        "mta:channels",
                        "jobs:list",
                        "queue:list",
                        "store:users",
                        "directory:domain-list",
                        "dispatcher:services")) {
            assertThat(server.shell(command + " --json").trim()).startsWith("[").endsWith("]");
        }
    }

    @Test
    void everyCommandHasHelp(Distribution server) throws IOException {
        List<String> declared = commandsOfTheBundle();
        List<String> commands = commandsInHelp(server, declared);
        assertThat(commands).containsAll(declared);
        for (String command : commands) {
            assertThat(server.shell(command + " --help"))
                    .contains("DESCRIPTION")
                    .doesNotContain("\u001b");
        }
    }

    /** Commands of the house as {@code help} lists them. */
    private static List<String> commandsInHelp(Distribution server, List<String> declared)
            throws IOException {
        Set<String> scopes = declared.stream().map(c -> c.split(":")[0]).collect(toSet());
        return server.shell("help")
                .lines()
                .map(line -> line.strip().split("\\s+", 2)[0])
                .filter(w -> w.matches("[a-z]+:[a-z-]+") && scopes.contains(w.split(":")[0]))
                .toList();
    }

    /** Commands as their classes declare them, so that a new one is missed nowhere. */
    private static List<String> commandsOfTheBundle() throws IOException {
        Path sources = Path.of(System.getProperty("tubepost.root"), "bundles/shell/src/main/java");
        Pattern declared =
                Pattern.compile("@Command\\(\\s*scope = \"([a-z]+)\",\\s*name = \"([a-z-]+)\"");
        List<String> commands = new ArrayList<>();
        try (var files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith("Command.java")).toList()) {
                Matcher found = declared.matcher(Files.readString(file));
                while (found.find()) {
                    commands.add(found.group(1) + ":" + found.group(2));
                }
            }
        }
        assertThat(commands).hasSizeGreaterThan(30);
        return commands;
    }

    @Test
    void unsuitableJavaIsNamedInOneLine(@TempDir Path folder) throws IOException {
        Path java = folder.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("tubepost.root"), "tubepost").toString(),
                        "shell",
                        "--home",
                        folder.toString(),
                        "mta:channels");
        builder.environment().put("JAVA_HOME", folder.toString());
        Distribution.Called called = Distribution.call(builder.redirectErrorStream(true));
        assertThat(called.output().lines().findFirst().orElse("")).contains("JDK 11", "Karaf");
    }

    @Test
    void offsetBeyondTheLastPortIsRefusedBeforeAHomeIsMade(@TempDir Path folder)
            throws IOException {
        Path home = folder.resolve("home");
        for (String offset : List.of("57435", "99999999999999999999", "-1", "x")) {
            Distribution.Called called =
                    Distribution.launcher(
                            "run", "--home", home.toString(), "--port-offset", offset);
            assertThat(called.status()).isNotZero();
            assertThat(called.output()).contains("up to 57434").hasLineCount(1);
        }
        assertThat(home).doesNotExist();
    }

    @Test
    void unknownProfileIsRefusedWithTheNamesOfThoseThatExist(@TempDir Path folder)
            throws IOException {
        Path home = folder.resolve("home");
        Distribution.Called called =
                Distribution.launcher("run", "--home", home.toString(), "--profile", "nonsense");
        assertThat(called.status()).isNotZero();
        assertThat(called.output()).contains("nonsense", "tubepost-all").hasLineCount(1);
        assertThat(home).doesNotExist();
    }

    @Test
    void startWithAWrongConfigurationSaysWhereAndLeavesNoProcess(
            Distribution server, @TempDir Path folder) throws IOException {
        Path home = folder.resolve("home");
        Distribution.copy(server.home().resolve("etc"), home.resolve("etc"));
        Files.writeString(home.resolve("etc/dispatcher.cnf"), "[SERVICE=SMTP]\nPORT=x\n");
        Distribution.Called called =
                Distribution.launcher("run", "--daemon", "--home", home.toString());
        assertThat(called.status()).isNotZero();
        assertThat(called.output()).contains("dispatcher.cnf:2:", "has errors");
        assertThat(Distribution.launcher("status", "--home", home.toString()).status())
                .isEqualTo(3);
    }

    @Test
    void secondStartAtTheSameMomentIsRefused(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve("data"));
        ProcessBuilder holder =
                new ProcessBuilder(
                        "sh", "-c", "exec 9>data/start.lock; flock 9; echo held; read line");
        Process first = holder.directory(home.toFile()).start();
        try (BufferedReader said = first.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held");
            Distribution.Called second =
                    Distribution.launcher("run", "--daemon", "--home", home.toString());
            assertThat(second.status()).isNotZero();
            assertThat(second.output()).contains("under way").hasLineCount(1);
        } finally {
            first.destroy();
        }
    }

    /**
     * The features refresh bundles of the first start level. A thread of that level that waits for
     * them holds a lock they need: one start in fifteen came to nothing.
     */
    @Test
    void startLevelDoesNotWaitForTheFeatures(Distribution server) throws IOException {
        assertThat(server.shell("config:property-list --pid org.apache.karaf.features"))
                .contains("featuresBootAsynchronous = true");
    }

    @Test
    void noPasswordStandsInTheHome(Distribution server) throws IOException {
        List<Path> holding = new ArrayList<>();
        int[] looked = {0};
        // The server is running: files that go meanwhile hold nothing.
        Files.walkFileTree(
                server.home(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (!attributes.isRegularFile()) {
                            return FileVisitResult.CONTINUE;
                        }
                        try {
                            String octets = Files.readString(file, StandardCharsets.ISO_8859_1);
                            if (octets.contains(Distribution.PASSWORD)) {
                                holding.add(file);
                            }
                            looked[0]++;
                        } catch (NoSuchFileException gone) {
                            return visitFileFailed(file, gone);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failed)
                            throws IOException {
                        if (failed instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failed;
                    }
                });
        assertThat(looked[0]).isGreaterThan(100);
        assertThat(holding).isEmpty();
    }
}
