// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose commands may block: what comes in is copied into an inbox on the I/O thread, and
 * one worker task at a time moves the {@link Conversation} on. A command that writes more than the
 * network takes lets go of its worker until there is room. When more waits than is allowed, nothing
 * is read from the network. Events (the mailbox changed, the protocol is being stopped, the
 * connection is closed) are handled between two steps, so a conversation needs no locks.
 */
public final class WorkerSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSession.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int STEPS_OF_A_TASK = 2000;

    private final Connection connection;
    private final int maxWaitingOctets;
    private final Consumer<WorkerSession> onClosed;
    private final Conversation conversation;

    private final Object lock = new Object();
    private final Deque<ByteBuffer> inbox = new ArrayDeque<>();
    private final Set<Event> events = EnumSet.noneOf(Event.class);
    private int waiting;
    private boolean suspended;
    private boolean askedForRoom;
    private Turn turn = Turn.CLIENT;

    /** What is said. All methods are called by one thread at a time. */
    @ConsumerType
    public interface Conversation {

        /**
         * Takes octets, or does a share of a command that is under way.
         *
         * @param in the next octets; what is not taken is there again the next time
         */
        Progress step(ByteBuffer in);

        /** {@link WorkerSession#wake} was called. */
        default void wake() {}

        /** Gives gathered answers to the network: the client waits for them. */
        void flush();

        /** Says goodbye; the connection is closed then. */
        void bye(Reason reason);

        /** The connection is closed: lets go of everything. The last call. */
        void free();
    }

    /** What comes after a step. */
    public enum Progress {
        /** Another step. */
        MORE,
        /** More octets are needed. */
        INPUT,
        /** A step when the network has taken what is written. */
        NETWORK,
        /**
         * The TLS handshake. The answer that invites to it must only be gathered: it goes out with
         * {@link Conversation#flush} when the connection is ready for the handshake.
         */
        HANDSHAKE,
        /** The connection is closed when everything written has gone out. */
        CLOSED
    }

    /** Why the server says goodbye. */
    public enum Reason {
        /** The client was silent for too long. */
        SILENT,
        /** The protocol is being stopped or updated, or an administrator ends the session. */
        ENDING,
        /** A room that the session holds is being stopped or updated. */
        ROOM_LEAVES,
        /** There is no worker. */
        OVERLOADED
    }

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
        WAKE,
        ROOM_LEAVES,
        ENDING,
        IDLE,
        CLOSED
    }

    /**
     * A session.
     *
     * @param maxWaitingOctets octets in the inbox beyond which nothing is read
     * @param onClosed told when the connection is closed, on the I/O thread
     */
    public WorkerSession(
            Connection connection,
            int maxWaitingOctets,
            Conversation conversation,
            Consumer<WorkerSession> onClosed) {
        this.connection = connection;
        this.maxWaitingOctets = maxWaitingOctets;
        this.conversation = conversation;
        this.onClosed = onClosed;
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
            if (!suspended && waiting > maxWaitingOctets) {
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
        if (connection.pendingOctets() > 0) {
            // It takes nothing of what it asked for; no goodbye would reach it either.
            connection.abort();
            return;
        }
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
        onClosed.accept(this);
        post(Event.CLOSED);
    }

    /** A room that the session holds is going: it ends soon. Any thread. */
    public void roomLeaving() {
        post(Event.ROOM_LEAVES);
    }

    /** {@link Conversation#wake} is called soon. Any thread. */
    public void wake() {
        post(Event.WAKE);
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
            conversation.bye(Reason.OVERLOADED);
            connection.close();
        }
    }

    private void run() {
        try {
            converse();
        } catch (RuntimeException | Error failed) {
            failed();
            throw failed;
        }
    }

    /** What the conversation holds must not stay held: the end comes with the connection's. */
    private void failed() {
        over();
        connection.abort();
    }

    private void converse() {
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
            if (askedForRoom) {
                return true;
            }
            askedForRoom = true;
        }
        connection.whenWritable(this::networkReady);
        return true;
    }

    private void networkReady() {
        synchronized (lock) {
            askedForRoom = false;
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
        Optional<Reason> reason = reason(happened);
        if (reason.isPresent()) {
            over();
            conversation.bye(reason.get());
            connection.close();
            return false;
        }
        if (happened.contains(Event.WAKE)) {
            conversation.wake();
        }
        return true;
    }

    private static Optional<Reason> reason(Set<Event> happened) {
        if (happened.contains(Event.ENDING)) {
            return Optional.of(Reason.ENDING);
        }
        if (happened.contains(Event.ROOM_LEAVES)) {
            return Optional.of(Reason.ROOM_LEAVES);
        }
        return happened.contains(Event.IDLE) ? Optional.of(Reason.SILENT) : Optional.empty();
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
            if (suspended && waiting <= maxWaitingOctets / 2) {
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

    /**
     * What came behind STARTTLS in clear is never looked at. Answer and switch are one turn of the
     * I/O thread: a quick client's handshake must not be taken for a command.
     */
    private void handshake() {
        boolean resume;
        synchronized (lock) {
            turn = Turn.HANDSHAKE;
            inbox.clear();
            waiting = 0;
            resume = suspended;
            suspended = false;
        }
        connection.executeOnIoThread(
                () -> {
                    conversation.flush();
                    connection.startTls();
                    if (resume) {
                        connection.resumeReading();
                    }
                });
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
