// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server by SMTP or LMTP that takes messages and forgets them, as slow and as unwilling as it is
 * told to be. One thread a connection. Prints what it has taken when it ends.
 */
public final class LoadSink implements AutoCloseable {
    private final SinkPlan plan;
    private final ServerSocket listener;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    LoadSink(SinkPlan plan) throws IOException {
        this.plan = plan;
        this.listener = new ServerSocket(plan.port(), 1024, InetAddress.getLoopbackAddress());
        start("sink", this::accept);
    }

    /** Runs until it is stopped. */
    public static void main(String[] words) throws IOException, InterruptedException {
        SinkPlan plan;
        try {
            plan = SinkPlan.of(List.of(words));
        } catch (IllegalArgumentException wrong) {
            Terminal.complain(wrong.getMessage() + "\n" + SinkPlan.USAGE);
            System.exit(2);
            return;
        }
        LoadSink sink = new LoadSink(plan);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        Terminal.print(
                                                sink.messages()
                                                        + " messages, "
                                                        + sink.refusals()
                                                        + " refusals")));
        Terminal.print("listens on port " + sink.port());
        Thread.currentThread().join();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Messages that were taken. */
    long messages() {
        return messages.get();
    }

    /** Recipients and messages that were refused. */
    long refusals() {
        return refusals.get();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                start("sink-connection", () -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new SinkSession(plan, socket, messages, refusals).run();
        } catch (IOException gone) {
            // The client's way to end it; nothing of it counts.
            Thread.yield();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
