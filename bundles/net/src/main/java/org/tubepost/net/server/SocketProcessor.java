// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.StreamSupport;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.file.FileRegion;
import org.apache.mina.core.polling.AbstractPollingIoProcessor;
import org.apache.mina.core.session.SessionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.net.secure.TlsCodec;

/**
 * One I/O thread of MINA with what the stock one lacks: tasks can be posted to the very thread that
 * serves a connection, contents write themselves to the socket, connections are looked at once a
 * second, and the thread does not wake itself through the selector's pipe. Events, tasks and timers
 * of a connection all run here, which is why session state needs no lock.
 *
 * <p>One turn of MINA's loop is: select (with our tasks), new sessions, reads, flush of all writes,
 * removals. What a read or a task writes therefore leaves in the same turn.
 */
final class SocketProcessor extends AbstractPollingIoProcessor<SocketSession> {
    private static final Logger LOG = LoggerFactory.getLogger(SocketProcessor.class);
    private static final long TICK_NANOS = 1_000_000_000L;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer plain = ByteBuffer.allocate(TlsCodec.PLAIN_ROOM);
    private final ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer received = ByteBuffer.allocate(64 * 1024);
    private volatile Selector selector;
    private volatile Thread thread;
    private boolean again;
    private long lastTick = System.nanoTime();

    SocketProcessor(Executor executor) {
        super(executor);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a task on the I/O thread, after the present turn if called from there. */
    void post(Runnable task) {
        tasks.add(task);
        wakeup();
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Room for decrypted octets; for use within one call on the I/O thread. */
    ByteBuffer plain() {
        return plain;
    }

    /** Room for octets of a content; for use within one call on the I/O thread. */
    ByteBuffer chunk() {
        return chunk;
    }

    @Override
    protected int select(long timeout) throws IOException {
        thread = Thread.currentThread();
        boolean wait = tasks.isEmpty() && !again;
        again = false;
        int selected = wait ? selector.select(timeout) : selector.selectNow();
        runTasks();
        tick();
        return selected;
    }

    @Override
    protected int select() throws IOException {
        return select(0);
    }

    private void runTasks() {
        for (int left = tasks.size(); left > 0; left--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException bug) {
                LOG.error("Task on an I/O thread failed", bug);
            }
        }
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - lastTick >= TICK_NANOS) {
            lastTick = now;
            allSessions().forEachRemaining(s -> s.turns().tick(now));
        }
    }

    /** Wakes the selector; from the I/O thread itself it is enough not to wait the next time. */
    @Override
    protected void wakeup() {
        wakeupCalled.set(true);
        if (isCurrentThread()) {
            again = true;
        } else {
            selector.wakeup();
        }
    }

    @Override
    protected boolean isSelectorEmpty() {
        return selector.keys().isEmpty();
    }

    /** Never zero before the end, so that the loop and its tasks live on without connections. */
    @Override
    protected int allSessionsCount() {
        int count = selector.keys().size();
        return isDisposing() ? count : count + 1;
    }

    @Override
    protected Iterator<SocketSession> allSessions() {
        return sessions(selector.keys());
    }

    @Override
    protected Iterator<SocketSession> selectedSessions() {
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return keys.hasNext();
            }

            @Override
            public SocketSession next() {
                return (SocketSession) keys.next().attachment();
            }

            @Override
            public void remove() {
                keys.remove();
            }
        };
    }

    private static Iterator<SocketSession> sessions(Iterable<SelectionKey> keys) {
        return StreamSupport.stream(keys.spliterator(), false)
                .map(k -> (SocketSession) k.attachment())
                .iterator();
    }

    @Override
    protected void init(SocketSession session) throws IOException {
        session.channel().configureBlocking(false);
        session.key(session.channel().register(selector, SelectionKey.OP_READ, session));
    }

    @Override
    protected void destroy(SocketSession session) throws IOException {
        if (session.key() != null) {
            session.key().cancel();
        }
        session.channel().close();
    }

    @Override
    protected void doDispose() throws IOException {
        selector.close();
    }

    @Override
    protected void registerNewSelector() throws IOException {
        Selector old = selector;
        Selector fresh = Selector.open();
        for (SelectionKey key : old.keys()) {
            if (key.isValid()) {
                SocketSession session = (SocketSession) key.attachment();
                session.key(key.channel().register(fresh, key.interestOps(), session));
            }
        }
        selector = fresh;
        old.close();
    }

    @Override
    protected boolean isBrokenConnection() {
        boolean broken = false;
        for (SelectionKey key : selector.keys()) {
            if (!((SocketChannel) key.channel()).isConnected()) {
                key.cancel();
                broken = true;
            }
        }
        return broken;
    }

    @Override
    protected SessionState getState(SocketSession session) {
        SelectionKey key = session.key();
        if (key == null) {
            return SessionState.OPENING;
        }
        return key.isValid() ? SessionState.OPENED : SessionState.CLOSING;
    }

    @Override
    protected boolean isReadable(SocketSession session) {
        return session.key().isValid() && session.key().isReadable();
    }

    @Override
    protected boolean isWritable(SocketSession session) {
        return session.key().isValid() && session.key().isWritable();
    }

    @Override
    protected boolean isInterestedInRead(SocketSession session) {
        return isInterested(session, SelectionKey.OP_READ);
    }

    @Override
    protected boolean isInterestedInWrite(SocketSession session) {
        return isInterested(session, SelectionKey.OP_WRITE);
    }

    private static boolean isInterested(SocketSession session, int operation) {
        SelectionKey key = session.key();
        return key != null && key.isValid() && (key.interestOps() & operation) != 0;
    }

    @Override
    protected void setInterestedInRead(SocketSession session, boolean interested) {
        setInterested(session, SelectionKey.OP_READ, interested);
    }

    @Override
    protected void setInterestedInWrite(SocketSession session, boolean interested) {
        setInterested(session, SelectionKey.OP_WRITE, interested);
    }

    private static void setInterested(SocketSession session, int operation, boolean interested) {
        SelectionKey key = session.key();
        if (key != null && key.isValid()) {
            if (interested) {
                key.interestOpsOr(operation);
            } else {
                key.interestOpsAnd(~operation);
            }
        }
    }

    /** For reading only: the stock one may forget a write that is half done. */
    @Override
    public void updateTrafficControl(SocketSession session) {
        setInterestedInRead(session, !session.isReadSuspended());
        wakeup();
    }

    /**
     * Reads once for each event, since the selector tells whether there is more, and gives the
     * connection what came: MINA would make a buffer for each read, of a size that it guesses.
     */
    @Override
    protected int read(SocketSession session, IoBuffer unused) throws IOException {
        int octets = session.channel().read(received.clear());
        if (octets <= 0) {
            return octets;
        }
        session.increaseReadBytes(octets, System.currentTimeMillis());
        session.turns().received(received.flip());
        return 0;
    }

    @Override
    protected int write(SocketSession session, IoBuffer buffer, int length) throws IOException {
        int limit = buffer.limit();
        buffer.limit(Math.min(limit, buffer.position() + length));
        try {
            return session.channel().write(buffer.buf());
        } finally {
            buffer.limit(limit);
        }
    }

    @Override
    protected int transferFile(SocketSession session, FileRegion region, int length)
            throws IOException {
        return ((ContentRegion) region).transferTo(session.channel(), length);
    }
}
