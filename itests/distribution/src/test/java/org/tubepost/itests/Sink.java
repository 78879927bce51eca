// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Postfix's smtp-sink on loopback, keeping what it gets; skipped where Postfix is not installed.
 */
final class Sink implements AutoCloseable {
    private static final List<String> PLACES =
            List.of("/usr/sbin/smtp-sink", "/usr/bin/smtp-sink", "/usr/local/sbin/smtp-sink");

    private final Path folder;
    private final int port;
    private final Process process;

    private Sink(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static void assumeInstalled() {
        assumeTrue(program().isPresent(), "smtp-sink (package postfix) is not installed");
    }

    private static Optional<String> program() {
        return PLACES.stream().filter(p -> Files.isExecutable(Path.of(p))).findFirst();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static Sink start(int port) throws Exception {
        return start(port, List.of());
    }

    /** One that answers every RCPT with a permanent refusal. */
    static Sink refusing(int port) throws Exception {
        return start(port, List.of("-f", "RCPT"));
    }

    private static Sink start(int port, List<String> options) throws Exception {
        Path folder = Files.createTempDirectory("tubepost-sink-");
        // smtp-sink gives up its rights when root starts it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String user = System.getProperty("user.name");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program().orElseThrow(),
                                "-u",
                                user.equals("root") ? "nobody" : user,
                                "-d",
                                folder.resolve("mail.").toString() + "%M."));
        command.addAll(options);
        command.addAll(List.of("127.0.0.1:" + port, "100"));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Distribution.await(Duration.ofSeconds(10), "smtp-sink listens", () -> answers(port));
        return new Sink(folder, port, process);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** Texts of the messages that came, with their envelopes. */
    List<String> messages() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Sink::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    void await(String subject) throws Exception {
        Distribution.await(
                Duration.ofSeconds(60),
                "smtp-sink gets " + subject,
                () -> messages().stream().anyMatch(m -> m.contains("Subject: " + subject)));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Distribution.delete(folder);
    }
}
