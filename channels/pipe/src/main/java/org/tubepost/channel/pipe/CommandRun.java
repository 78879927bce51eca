// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a command. {@code setpriv} takes its privileges away and gives it its user; {@code
 * timeout} puts it into a process group of its own and ends the whole group when the time is over,
 * also when this server is not there any more. Its standard input is a file, so that it sees the
 * whole message or is not started. Used by one thread; a second one takes the output.
 */
final class CommandRun {
    private static final int KILL_AFTER_SECONDS = 5;
    private static final int GRACE_SECONDS = KILL_AFTER_SECONDS + 5;

    private final CommandSettings command;
    private final boolean asRoot;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    /**
     * A run.
     *
     * @param asRoot this server is root
     */
    CommandRun(CommandSettings command, boolean asRoot) {
        this.command = command;
        this.asRoot = asRoot;
    }

    /**
     * Runs it and waits for its end.
     *
     * @param input its standard input
     * @return its exit status; 128 and more if it was ended by a signal
     * @throws IOException if it cannot be started
     * @throws InterruptedException when this thread is to stop; the command is ended then
     */
    int run(List<String> arguments, Map<String, String> environment, Path input)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(line(arguments))
                        .directory(Path.of(command.directory()).toFile())
                        .redirectInput(input.toFile())
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread reader = new Thread(() -> read(process.getInputStream()), "pipe output");
        reader.setDaemon(true);
        reader.start();
        try {
            int code = end(process);
            // What a command leaves running may hold its output open; nobody waits for that.
            reader.join(TimeUnit.SECONDS.toMillis(1));
            return code;
        } finally {
            process.destroy();
        }
    }

    private int end(Process process) throws InterruptedException {
        if (process.waitFor(command.timeoutSeconds() + GRACE_SECONDS, TimeUnit.SECONDS)) {
            return process.exitValue();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return 128 + 9;
    }

    private List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of("/usr/bin/setpriv", "--no-new-privs"));
        if (asRoot) {
            String group = command.group().isEmpty() ? command.user() : command.group();
            line.addAll(
                    List.of(
                            "--reuid=" + command.user(),
                            "--regid=" + group,
                            "--init-groups",
                            "--inh-caps=-all"));
        }
        line.addAll(
                List.of(
                        "--",
                        "/usr/bin/timeout",
                        "--kill-after=" + KILL_AFTER_SECONDS,
                        Integer.toString(command.timeoutSeconds()),
                        command.program()));
        line.addAll(arguments);
        return line;
    }

    /** What it has written so far, as much of it as is kept. */
    String output() {
        synchronized (output) {
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    private void read(InputStream from) {
        byte[] buffer = new byte[4096];
        try (InputStream open = from) {
            for (int got = open.read(buffer); got >= 0; got = open.read(buffer)) {
                keep(buffer, got);
            }
        } catch (IOException ended) {
            keep(buffer, 0);
        }
    }

    private void keep(byte[] octets, int count) {
        synchronized (output) {
            int room = Math.max(0, command.outputOctets() - output.size());
            output.write(octets, 0, Math.min(count, room));
        }
    }
}
