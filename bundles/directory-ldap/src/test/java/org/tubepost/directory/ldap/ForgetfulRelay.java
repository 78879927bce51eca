// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes octets between clients and a server, and may hang up instead of passing an answer. */
final class ForgetfulRelay implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicBoolean losing = new AtomicBoolean();
    private final AtomicInteger lost = new AtomicInteger();
    private final int server;

    /** Before a server on loopback. */
    ForgetfulRelay(int server) throws IOException {
        this.server = server;
        inBackground(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** What the server says next is kept back, and the connection is closed on both sides. */
    void loseNextAnswer() {
        losing.set(true);
    }

    /** How many answers were lost. */
    int lost() {
        return lost.get();
    }

    /** What may end with a closed socket. */
    private interface Passing {
        void run() throws IOException;
    }

    private static void inBackground(Passing passing) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                passing.run();
                            } catch (IOException closed) {
                                // That is how it ends.
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = socket.accept();
            Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
            inBackground(() -> pass(client, there, false));
            inBackground(() -> pass(there, client, true));
        }
    }

    private void pass(Socket from, Socket to, boolean answers) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] octets = new byte[8192];
            for (int got = in.read(octets); got >= 0; got = in.read(octets)) {
                if (answers && losing.compareAndSet(true, false)) {
                    lost.incrementAndGet();
                    return;
                }
                out.write(octets, 0, got);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
