// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;

/** A line protocol for tests: what a line does is a lambda; events are counted. */
class Talk implements Session {
    final Connection connection;
    final BiConsumer<Talk, String> lines;
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch secured = new CountDownLatch(1);
    final AtomicInteger closedCalls = new AtomicInteger();
    final AtomicInteger idleCalls = new AtomicInteger();
    final AtomicInteger receivedCalls = new AtomicInteger();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private StringBuilder line = new StringBuilder();

    Talk(Connection connection, BiConsumer<Talk, String> lines) {
        this.connection = connection;
        this.lines = lines;
        threads.add(Thread.currentThread());
        if (connection.listener().tls() == TlsMode.IMPLICIT) {
            connection.startTls();
        } else {
            say("hello");
        }
    }

    void say(String text) {
        connection.write(ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void received(ByteBuffer data) {
        threads.add(Thread.currentThread());
        receivedCalls.incrementAndGet();
        while (data.hasRemaining()) {
            char c = (char) (data.get() & 0xff);
            if (c == '\n') {
                String complete = line.toString().strip();
                line = new StringBuilder();
                lines.accept(this, complete);
            } else {
                line.append(c);
            }
        }
    }

    @Override
    public void idle() {
        idleCalls.incrementAndGet();
        say("bye");
        connection.close();
    }

    @Override
    public void secured() {
        threads.add(Thread.currentThread());
        secured.countDown();
        if (connection.listener().tls() == TlsMode.IMPLICIT) {
            say("hello");
        }
    }

    @Override
    public void ending() {
        connection.close();
    }

    @Override
    public void closed() {
        threads.add(Thread.currentThread());
        closedCalls.incrementAndGet();
        closed.countDown();
    }
}
