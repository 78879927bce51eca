// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.TlsMode;

/**
 * Commands a second through one JVM, client and server together; run as a program. Arguments:
 * connections, depth of the pipeline, seconds, {@code io} or {@code worker} (who answers), and
 * connections that do nothing beside.
 */
public final class EchoThroughput {
    private static final Logger LOG = LoggerFactory.getLogger(EchoThroughput.class);

    private EchoThroughput() {}

    /** Runs the measurement. */
    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[0]);
        int depth = Integer.parseInt(args[1]);
        long nanos = Integer.parseInt(args[2]) * 1_000_000_000L;
        boolean worker = args[3].equals("worker");
        int idle = Integer.parseInt(args[4]);
        try (House house =
                new House(
                        TlsMode.NONE,
                        600,
                        (t, line) -> {
                            if (worker) {
                                t.connection.execute(() -> t.say("250 2.1.0 OK"));
                            } else {
                                t.say("250 2.1.0 OK");
                            }
                        })) {
            long before = used();
            List<SocketChannel> quiet = new ArrayList<>();
            for (int i = 0; i < idle; i++) {
                quiet.add(SocketChannel.open(house.address()));
            }
            while (house.talks.size() < idle) {
                Thread.onSpinWait();
            }
            if (idle > 0) {
                LOG.warn("{} idle: {} octets of heap each", idle, (used() - before) / idle);
            }
            long[] counts = new long[connections];
            List<Thread> clients = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                int number = c;
                Thread client = new Thread(() -> counts[number] = drive(house, depth, nanos));
                client.start();
                clients.add(client);
            }
            long sum = 0;
            for (int c = 0; c < connections; c++) {
                clients.get(c).join();
                sum += counts[c];
            }
            LOG.warn(
                    "{} connections, depth {}: {} commands a second",
                    connections,
                    depth,
                    sum * 1_000_000_000L / nanos);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long drive(House house, int depth, long nanos) {
        try (Socket socket = new Socket(house.address().getAddress(), house.address().getPort())) {
            socket.setTcpNoDelay(true);
            byte[] batch =
                    "MAIL FROM:<a@example.com>\r\n"
                            .repeat(depth)
                            .getBytes(StandardCharsets.US_ASCII);
            byte[] answers = new byte["250 2.1.0 OK\r\n".length() * depth];
            InputStream in = socket.getInputStream();
            in.readNBytes(7);
            long end = System.nanoTime() + nanos;
            long count = 0;
            while (System.nanoTime() < end) {
                socket.getOutputStream().write(batch);
                in.readNBytes(answers, 0, answers.length);
                count += depth;
            }
            return count;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
