// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;

/**
 * Moves one {@link Conversation} on. What comes in is copied into an inbox on the I/O thread; one
 * worker task at a time handles it, because almost every command asks the store. A command that
 * writes more than the network takes lets go of its worker until there is room. When more waits
 * than the settings allow, nothing is read from the network.
 */
final class ImapSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(ImapSession.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int STEPS_OF_A_TASK = 2000;

    private final Connection connection;
    private final ImapSettings settings;
    private final Counters counters;
    private final Consumer<ImapSession> onClosed;
    private final Conversation conversation;

    private final Object lock = new Object();
    private final Deque<ByteBuffer> inbox = new ArrayDeque<>();
    private final Set<Event> events = EnumSet.noneOf(Event.class);
    private int waiting;
    private boolean suspended;
    private Turn turn = Turn.CLIENT;

    /** Whose turn it is. */
    private enum Turn {
        CLIENT,
        /** A worker task runs or will. */
        OURS,
        /** The network's: it has to take what is written. */
        NETWORK,
        HANDSHAKE,
        OVER
    }

    private enum Event {
        /** Something happened in the selected mailbox. */
        WAKE,
        STORE_LEAVES,
        ENDING,
        IDLE,
        CLOSED
    }

    ImapSession(
            Connection connection,
            String hostName,
            ImapSettings settings,
            Rooms rooms,
            Counters counters,
            Consumer<ImapSession> onClosed) {
        this.connection = connection;
        this.settings = settings;
        this.counters = counters;
        this.onClosed = onClosed;
        this.conversation =
                new Conversation(
                        new Client(connection, hostName, settings, rooms, counters, this::wake));
    }

    /** Greets. */
    void begin() {
        counters.opened();
        conversation.greet();
    }

    @Override
    public void received(ByteBuffer data) {
        synchronized (lock) {
            if (turn == Turn.HANDSHAKE || turn == Turn.OVER || !data.hasRemaining()) {
                data.position(data.limit());
                return;
            }
            waiting += data.remaining();
            inbox.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
            if (!suspended && waiting > settings.maxWaitingOctets()) {
                suspended = true;
                connection.suspendReading();
            }
            if (turn != Turn.CLIENT) {
                return;
            }
            turn = Turn.OURS;
        }
        onWorker();
    }

    @Override
    public void secured() {
        synchronized (lock) {
            if (turn == Turn.HANDSHAKE) {
                turn = Turn.CLIENT;
            }
        }
    }

    @Override
    public void idle() {
        synchronized (lock) {
            if (turn != Turn.CLIENT) {
                return;
            }
        }
        post(Event.IDLE);
    }

    @Override
    public void ending() {
        post(Event.ENDING);
    }

    @Override
    public void closed() {
        counters.closed();
        onClosed.accept(this);
        post(Event.CLOSED);
    }

    /** The store is going; any thread. */
    void storeLeaving() {
        post(Event.STORE_LEAVES);
    }

    /** Something happened in the selected mailbox; any thread. */
    private void wake() {
        if (conversation.isAwake()) {
            post(Event.WAKE);
        }
    }

    private void post(Event event) {
        synchronized (lock) {
            events.add(event);
            boolean free = turn != Turn.OURS && turn != Turn.OVER;
            if (!free && !(turn == Turn.OVER && event == Event.CLOSED)) {
                return;
            }
            if (turn != Turn.OVER) {
                turn = Turn.OURS;
            }
        }
        onWorker();
    }

    private void onWorker() {
        try {
            connection.execute(this::run);
        } catch (RejectedExecutionException overloaded) {
            overloaded();
        }
    }

    private void overloaded() {
        LOG.warn("No worker for the session of {}, it is closed", connection.remote());
        boolean closed;
        synchronized (lock) {
            closed = events.remove(Event.CLOSED);
            turn = Turn.OVER;
            inbox.clear();
            waiting = 0;
        }
        if (closed) {
            conversation.free();
        } else {
            conversation.bye("[UNAVAILABLE] Server is overloaded");
            connection.close();
        }
    }

    private void run() {
        for (int steps = 0; handleEvents(); steps++) {
            if (steps > STEPS_OF_A_TASK) {
                onWorker();
                return;
            }
            switch (conversation.step(head())) {
                case MORE -> {
                    // On we go.
                }
                case INPUT -> {
                    if (isDrained()) {
                        return;
                    }
                }
                case NETWORK -> {
                    if (awaitsNetwork()) {
                        return;
                    }
                }
                case HANDSHAKE -> {
                    handshake();
                    return;
                }
                case CLOSED -> {
                    over();
                    connection.close();
                    return;
                }
            }
        }
    }

    /** False when something happened that must be handled first. */
    private boolean awaitsNetwork() {
        synchronized (lock) {
            if (!events.isEmpty()) {
                return false;
            }
            turn = Turn.NETWORK;
        }
        connection.whenWritable(this::networkReady);
        return true;
    }

    private void networkReady() {
        synchronized (lock) {
            if (turn != Turn.NETWORK) {
                return;
            }
            turn = Turn.OURS;
        }
        run();
    }

    /** False when nothing more is to be done. */
    private boolean handleEvents() {
        Set<Event> happened;
        synchronized (lock) {
            if (events.isEmpty()) {
                return turn != Turn.OVER;
            }
            happened = EnumSet.copyOf(events);
            events.clear();
        }
        if (happened.contains(Event.CLOSED)) {
            over();
            conversation.free();
            return false;
        }
        String reason = reason(happened);
        if (!reason.isEmpty()) {
            over();
            conversation.bye(reason);
            connection.close();
            return false;
        }
        if (happened.contains(Event.WAKE)) {
            conversation.wake();
        }
        return true;
    }

    private static String reason(Set<Event> happened) {
        if (happened.contains(Event.ENDING)) {
            return "[UNAVAILABLE] IMAP is being restarted, come back in a moment";
        }
        if (happened.contains(Event.STORE_LEAVES)) {
            return "[UNAVAILABLE] Message store is being restarted, come back in a moment";
        }
        return happened.contains(Event.IDLE) ? "Silent for too long" : "";
    }

    private ByteBuffer head() {
        synchronized (lock) {
            ByteBuffer head = inbox.peek();
            return head == null ? NOTHING : head;
        }
    }

    /** Drops what has been read; true when nothing is left, and it is the client's turn. */
    private boolean isDrained() {
        boolean resume = false;
        boolean empty;
        synchronized (lock) {
            ByteBuffer head = inbox.peek();
            if (head != null && !head.hasRemaining()) {
                waiting -= head.capacity();
                inbox.remove();
            }
            if (suspended && waiting <= settings.maxWaitingOctets() / 2) {
                suspended = false;
                resume = true;
            }
            empty = inbox.isEmpty();
        }
        if (resume) {
            connection.resumeReading();
        }
        if (empty) {
            conversation.flush();
        }
        synchronized (lock) {
            if (!inbox.isEmpty() || !events.isEmpty()) {
                return false;
            }
            turn = Turn.CLIENT;
            return true;
        }
    }

    /** What came behind STARTTLS in clear is never looked at. */
    private void handshake() {
        synchronized (lock) {
            turn = Turn.HANDSHAKE;
            inbox.clear();
            waiting = 0;
        }
        connection.startTls();
    }

    private void over() {
        boolean closed;
        synchronized (lock) {
            turn = Turn.OVER;
            inbox.clear();
            waiting = 0;
            closed = events.contains(Event.CLOSED);
        }
        if (closed) {
            onWorker();
        }
    }
}
