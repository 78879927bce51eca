// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;
import org.tubepost.wire.smtp.ReplyWriter;

/**
 * Moves one {@link Conversation} on, with one thread at a time. What comes in is copied once into
 * an inbox; steps are taken on the I/O thread until one may block, from then on by one worker task
 * until the inbox is empty, so that a batch of pipelined commands costs one change of threads.
 * While the queue commits nobody is blocked: the answer goes out when it comes, and what the client
 * has sent meanwhile is handled behind it. When more waits than the settings allow, nothing is read
 * from the network.
 */
final class SmtpSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int STEPS_OF_A_TASK = 1000;

    private final Connection connection;
    private final Rules rules;
    private final Conversation conversation;
    private final Counters counters;
    private final Consumer<SmtpSession> onClosed;

    private final Object lock = new Object();
    private final Deque<ByteBuffer> inbox = new ArrayDeque<>();
    private final Set<Event> events = EnumSet.noneOf(Event.class);
    private int waiting;
    private boolean suspended;
    private Turn turn = Turn.GREETING;

    /** Whose turn it is. */
    private enum Turn {
        /** Ours, when the client has been silent for long enough. */
        GREETING,
        /** The client's. */
        CLIENT,
        /** Ours: a thread takes steps, or is about to. */
        OURS,
        /** The queue's: data is complete, its answer will come. */
        QUEUE,
        /** The TLS handshake's. */
        HANDSHAKE,
        /** Nobody's. */
        OVER
    }

    /** What must be done between two steps. */
    private enum Event {
        COMMITTED,
        ACCEPTANCE_LEAVES,
        LOGINS_LEAVE,
        ENDING,
        CLOSED
    }

    SmtpSession(
            Connection connection,
            Rules rules,
            Rooms rooms,
            Counters counters,
            Consumer<SmtpSession> onClosed) {
        this.connection = connection;
        this.rules = rules;
        this.counters = counters;
        this.onClosed = onClosed;
        this.conversation = new Conversation(connection, rules, rooms, counters);
    }

    /** Greets, at once or after the configured silence. */
    void begin() {
        counters.opened();
        if (rules.settings().greetingDelaySeconds() > 0) {
            connection.idleTimeout(rules.settings().greetingDelaySeconds());
        } else {
            greet();
        }
    }

    private void greet() {
        turn = Turn.CLIENT;
        connection.idleTimeout(connection.listener().idleTimeoutSeconds());
        conversation.greet();
    }

    @Override
    public void received(ByteBuffer data) {
        if (!data.hasRemaining()) {
            return;
        }
        synchronized (lock) {
            if (turn == Turn.HANDSHAKE || turn == Turn.OVER) {
                // Behind STARTTLS or after goodbye: never looked at.
                data.position(data.limit());
                return;
            }
            if (turn != Turn.GREETING) {
                waiting += data.remaining();
                inbox.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
                if (!suspended && waiting > rules.settings().maxWaitingOctets()) {
                    suspended = true;
                    connection.suspendReading();
                }
                if (turn != Turn.CLIENT) {
                    return;
                }
                turn = Turn.OURS;
            }
        }
        if (turn == Turn.GREETING) {
            data.position(data.limit());
            LOG.info("{} talks before the greeting", connection.remote());
            turn = Turn.OVER;
            conversation.close(Replies.EARLY_TALKER);
        } else {
            run(false);
        }
    }

    @Override
    public void idle() {
        synchronized (lock) {
            if (turn != Turn.CLIENT && turn != Turn.GREETING) {
                return;
            }
        }
        if (turn == Turn.GREETING) {
            greet();
        } else {
            finish(Replies.TIMEOUT);
        }
    }

    @Override
    public void secured() {
        synchronized (lock) {
            if (turn != Turn.HANDSHAKE) {
                return;
            }
            turn = Turn.CLIENT;
        }
        conversation.secured();
    }

    @Override
    public void ending() {
        if (turn == Turn.GREETING) {
            finish(Replies.ENDING);
        } else if (turn == Turn.HANDSHAKE) {
            connection.close();
        } else {
            post(Event.ENDING);
        }
    }

    @Override
    public void closed() {
        counters.closed();
        onClosed.accept(this);
        synchronized (lock) {
            inbox.clear();
            waiting = 0;
            if (turn == Turn.GREETING || turn == Turn.HANDSHAKE || turn == Turn.OVER) {
                turn = Turn.CLIENT;
            }
        }
        post(Event.CLOSED);
    }

    /** Acceptance is going; any thread. */
    void acceptanceLeaving() {
        post(Event.ACCEPTANCE_LEAVES);
    }

    /** The authenticator is going; any thread. */
    void loginsLeaving() {
        post(Event.LOGINS_LEAVE);
    }

    /** Handles an event now, or between two steps of the thread whose turn it is. */
    private void post(Event event) {
        synchronized (lock) {
            if (turn == Turn.OVER) {
                return;
            }
            events.add(event);
            boolean answered = event == Event.COMMITTED && turn == Turn.QUEUE;
            if (turn != Turn.CLIENT && !answered) {
                return;
            }
            turn = Turn.OURS;
        }
        onWorker();
    }

    private void onWorker() {
        try {
            connection.execute(() -> run(true));
        } catch (RejectedExecutionException overloaded) {
            overloaded();
        }
    }

    private void overloaded() {
        LOG.warn("No worker for the session of {}, it is closed", connection.remote());
        boolean closed;
        synchronized (lock) {
            closed = events.contains(Event.CLOSED);
            events.clear();
        }
        if (closed) {
            conversation.free();
        } else {
            finish(Replies.OVERLOADED);
        }
    }

    /** Takes steps until somebody else's turn has come. */
    private void run(boolean worker) {
        for (int steps = 0; handleEvents(worker); steps++) {
            if (worker && steps > STEPS_OF_A_TASK) {
                onWorker();
                return;
            }
            switch (conversation.step(head(), worker)) {
                case MORE -> {
                    // On we go.
                }
                case INPUT -> {
                    if (isDrained()) {
                        return;
                    }
                }
                case WORKER -> {
                    onWorker();
                    return;
                }
                case IO_THREAD -> {
                    connection.executeOnIoThread(() -> run(false));
                    return;
                }
                case COMMIT -> {
                    awaitCommit();
                    return;
                }
                case HANDSHAKE -> {
                    handshake();
                    return;
                }
                case CLOSED -> {
                    over();
                    return;
                }
            }
        }
    }

    /** False when there is nothing more to do on this thread. */
    private boolean handleEvents(boolean worker) {
        Set<Event> happened;
        synchronized (lock) {
            if (events.isEmpty()) {
                return true;
            }
            if (!worker) {
                happened = Set.of();
            } else {
                happened = EnumSet.copyOf(events);
                events.clear();
            }
        }
        if (!worker) {
            onWorker();
            return false;
        }
        if (happened.contains(Event.COMMITTED)) {
            conversation.committed();
        }
        if (happened.contains(Event.CLOSED)) {
            over();
            conversation.free();
            return false;
        }
        if (happened.contains(Event.ACCEPTANCE_LEAVES)) {
            conversation.acceptanceLeaving();
        }
        if (happened.contains(Event.LOGINS_LEAVE)) {
            conversation.loginsLeaving();
        }
        if (happened.contains(Event.ENDING)) {
            finish(Replies.ENDING);
            return false;
        }
        return true;
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
            if (suspended && waiting <= rules.settings().maxWaitingOctets() / 2) {
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

    /** The queue's answer is sent as soon as it comes, by whatever thread brings it. */
    private void awaitCommit() {
        conversation.flush();
        synchronized (lock) {
            turn = Turn.QUEUE;
        }
        conversation
                .commit()
                .whenComplete(
                        (reply, problem) -> {
                            Reply answer = reply;
                            if (answer == null) {
                                LOG.error("A message was neither taken nor refused", problem);
                                answer = Reply.of(451, "4.3.0", "try again later");
                            }
                            counters.answered(answer);
                            ReplyWriter writer = new ReplyWriter();
                            writer.add(answer);
                            connection.write(writer.take());
                            post(Event.COMMITTED);
                        });
    }

    private void handshake() {
        synchronized (lock) {
            turn = Turn.HANDSHAKE;
            inbox.clear();
            waiting = 0;
        }
        conversation.flush();
        connection.startTls();
    }

    private void finish(Reply reason) {
        over();
        conversation.close(reason);
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
