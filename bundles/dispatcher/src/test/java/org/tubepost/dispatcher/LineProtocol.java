// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.protocol.Session;

/**
 * A protocol with a version. Each line is answered by a worker with {@code ok VERSION LINE}; told
 * to end, a session answers what it has begun, says {@code 421} and closes. {@code hold} makes it
 * deaf to the end.
 */
final class LineProtocol implements Protocol {
    final String version;
    final AtomicInteger answered = new AtomicInteger();

    /** Number of the connection that was answered last. */
    final AtomicLong last = new AtomicLong();

    final Set<Session> open = ConcurrentHashMap.newKeySet();
    volatile boolean stopped;
    final AtomicInteger usedAfterStop = new AtomicInteger();

    LineProtocol(String version) {
        this.version = version;
    }

    @Override
    public Session open(Connection connection) {
        check();
        LineSession session = new LineSession(connection);
        open.add(session);
        session.say("220 " + version + " " + connection.tls());
        return session;
    }

    @Override
    public String refusal(Reply reason) {
        return reason.code() + " " + reason.text() + "\r\n";
    }

    private void check() {
        if (stopped) {
            usedAfterStop.incrementAndGet();
        }
    }

    private final class LineSession implements Session {
        private final Connection connection;
        private final StringBuilder line = new StringBuilder();
        private int underWay;
        private boolean ending;
        private boolean deaf;

        LineSession(Connection connection) {
            this.connection = connection;
        }

        void say(String text) {
            connection.write(ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void received(ByteBuffer data) {
            check();
            while (data.hasRemaining()) {
                char c = (char) data.get();
                if (ending) {
                    continue;
                }
                if (c == '\n') {
                    String command = line.toString().strip();
                    line.setLength(0);
                    deaf |= command.equals("hold");
                    underWay++;
                    connection.execute(() -> connection.executeOnIoThread(() -> answer(command)));
                } else {
                    line.append(c);
                }
            }
        }

        private void answer(String command) {
            check();
            underWay--;
            answered.incrementAndGet();
            last.set(connection.id());
            say("ok " + version + " " + command);
            endIfQuiet();
        }

        private void endIfQuiet() {
            if (ending && underWay == 0) {
                say("421 " + version + " ends");
                connection.close();
            }
        }

        @Override
        public void idle() {
            connection.close();
        }

        @Override
        public void ending() {
            if (!deaf) {
                ending = true;
                endIfQuiet();
            }
        }

        @Override
        public void closed() {
            check();
            open.remove(this);
        }
    }
}
