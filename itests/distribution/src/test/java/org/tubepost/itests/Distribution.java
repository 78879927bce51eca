// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a home of its own, started and asked through the launcher, as a user does it. */
final class Distribution implements AutoCloseable {
    static final String PASSWORD = "integration-test-password";
    private static final Path ROOT = Path.of(System.getProperty("tubepost.root"));
    private static final Path WORK = Path.of(System.getProperty("tubepost.work"));

    private final Path home;
    private final int offset;

    /** What a call of the launcher gave. */
    record Called(int status, String output) {}

    Distribution(String name) throws IOException {
        this.home = WORK.resolve(name);
        this.offset = freeOffset();
        delete(home);
    }

    /**
     * An offset at which the ports are free; by chance, so that runs side by side do not meet, and
     * below the ports that the system gives to outgoing connections.
     */
    private static int freeOffset() throws IOException {
        for (int trial = 0; trial < 100; trial++) {
            int offset = ThreadLocalRandom.current().nextInt(2_000, 24_000);
            if (isFree(25 + offset) && isFree(143 + offset) && isFree(389 + offset)) {
                return offset;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    void start() throws IOException {
        require(
                launcher(
                        "run",
                        "--demo",
                        "--daemon",
                        "--home",
                        home.toString(),
                        "--port-offset",
                        Integer.toString(offset)));
    }

    void stop() throws IOException {
        require(launcher("stop", "--home", home.toString()));
    }

    Path home() {
        return home;
    }

    int port(int standard) {
        return standard + offset;
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(home.resolve("data/tubepost.pid")).trim());
    }

    /** Output of a shell command that must succeed. */
    String shell(String... command) throws IOException {
        return require(tryShell(command)).output();
    }

    Called tryShell(String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("shell", "--home", home.toString()));
        arguments.addAll(List.of(command));
        return launcher(arguments.toArray(String[]::new));
    }

    static Called launcher(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("tubepost").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(WORK.toFile());
        builder.environment().put("TUBEPOST_DEMO_PASSWORD", PASSWORD);
        builder.environment().put("TUBEPOST_NO_BUILD", "1");
        return call(builder);
    }

    static Called call(ProcessBuilder builder) throws IOException {
        Path output = Files.createTempFile(WORK, "call", ".out");
        try {
            Process process = builder.redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(builder.command() + " does not end");
            }
            return new Called(process.exitValue(), Files.readString(output));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } finally {
            Files.delete(output);
        }
    }

    private static Called require(Called called) throws IOException {
        if (called.status() != 0) {
            throw new IOException("status " + called.status() + ": " + called.output());
        }
        return called;
    }

    /** Replaces text in a file of etc/ and puts it in force. */
    void configure(String file, String old, String text) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        String before = Files.readString(path);
        if (!before.contains(old)) {
            throw new IOException(file + " has no " + old);
        }
        Files.writeString(path, before.replace(old, text));
        shell("mta:reload");
    }

    /** Adds lines to the end of a file of etc/ and puts them in force. */
    void append(String file, String text) throws IOException {
        Files.writeString(home.resolve("etc").resolve(file), text, StandardOpenOption.APPEND);
        shell("mta:reload");
    }

    /** Waits until a condition holds. */
    static void await(Duration atMost, String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost + ": " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Waits until nothing is queued. */
    void awaitEmptyQueue() throws Exception {
        await(
                Duration.ofSeconds(60),
                "the queue is empty",
                () -> shell("queue:list").trim().lines().count() <= 1);
    }

    /** A raw conversation: sends the text, and gives what came back up to the server's close. */
    String talk(int standardPort, String text) throws IOException {
        return talkFrom("127.0.0.1", standardPort, text);
    }

    /** As {@link #talk}, from another address of this machine. */
    String talkFrom(String address, int standardPort, String text) throws IOException {
        try (Socket socket =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        port(standardPort),
                        InetAddress.getByName(address),
                        0)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Copies a folder with all below it. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        launcher("stop", "--home", home.toString());
    }
}
