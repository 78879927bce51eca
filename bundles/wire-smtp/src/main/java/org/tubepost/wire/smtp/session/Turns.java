// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tubepost.api.protocol.Connection;

/**
 * Whose turn it is in a session, what came in while it was not the client's, and what happened
 * meanwhile; all under one lock, so that whoever ends its turn knows whether there is something
 * left to do. When more waits than is allowed, nothing is read from the network. Octets that come
 * when it is the client's turn are read where they lie, and copied only if some are left when the
 * thread that brought them goes. Thread-safe.
 */
final class Turns {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Connection connection;
    private final int mostWaiting;
    private final Deque<ByteBuffer> inbox = new ArrayDeque<>();
    private final Set<Event> events = EnumSet.noneOf(Event.class);
    private final List<Runnable> tasks = new ArrayList<>();
    private ByteBuffer lent = NOTHING;
    private int waiting;
    private boolean suspended;
    private Turn turn = Turn.GREETING;

    /** Whose turn it is. */
    enum Turn {
        /** Ours, when the client has been silent for long enough. */
        GREETING,
        /** The client's. */
        CLIENT,
        /** Ours: a thread takes steps, or is about to. */
        OURS,
        /** That of whoever makes the message durable: data is complete, the answers will come. */
        STORE,
        /** The clock's: an answer is held back. */
        PAUSE,
        /** The TLS handshake's. */
        HANDSHAKE,
        /** Nobody's. */
        OVER
    }

    /** What must be done between two steps. */
    enum Event {
        PAUSED_LONG_ENOUGH,
        /** A task was given. */
        TASK,
        ENDING,
        CLOSED
    }

    /**
     * It begins with the greeting.
     *
     * @param mostWaiting octets beyond which nothing is read from the network
     */
    Turns(Connection connection, int mostWaiting) {
        this.connection = connection;
        this.mostWaiting = mostWaiting;
    }

    synchronized boolean is(Turn asked) {
        return turn == asked;
    }

    synchronized void give(Turn next) {
        turn = next;
    }

    /** Ends a turn, if it still is that one; true if it was. */
    synchronized boolean pass(Turn from, Turn to) {
        boolean was = turn == from;
        turn = was ? to : turn;
        return was;
    }

    /**
     * Takes what came in; true when the client's turn has become ours by it. Then the octets are
     * lent: who reads them calls {@link #keep} before another thread can, or they change.
     */
    synchronized boolean take(ByteBuffer data) {
        ByteBuffer octets = data.slice();
        data.position(data.limit());
        if (turn == Turn.HANDSHAKE || turn == Turn.OVER) {
            // Behind STARTTLS or after goodbye: never looked at.
            return false;
        }
        boolean ours = pass(Turn.CLIENT, Turn.OURS);
        if (ours) {
            lent = octets;
            inbox.add(octets);
        } else {
            inbox.add(copy(octets));
            suspendIfTooMuch();
        }
        return ours;
    }

    /** What is left of octets that are lent is copied. */
    synchronized void keep() {
        if (inbox.peek() == lent) {
            inbox.remove();
            if (lent.hasRemaining()) {
                inbox.addFirst(copy(lent));
                suspendIfTooMuch();
            }
        }
        lent = NOTHING;
    }

    private ByteBuffer copy(ByteBuffer octets) {
        waiting += octets.remaining();
        return ByteBuffer.allocate(octets.remaining()).put(octets).flip();
    }

    private void suspendIfTooMuch() {
        if (!suspended && waiting > mostWaiting) {
            suspended = true;
            connection.suspendReading();
        }
    }

    /** The octets to read next. */
    synchronized ByteBuffer head() {
        ByteBuffer head = inbox.peek();
        return head == null ? NOTHING : head;
    }

    /** Drops octets that have been read; true when nothing is left. */
    synchronized boolean isRead() {
        ByteBuffer head = inbox.peek();
        if (head != null && !head.hasRemaining()) {
            waiting -= head == lent ? 0 : head.capacity();
            inbox.remove();
        }
        if (suspended && waiting <= mostWaiting / 2) {
            suspended = false;
            connection.resumeReading();
        }
        return inbox.isEmpty();
    }

    /** Gives the turn to the client unless there is something to do; true if it has it. */
    synchronized boolean waitForClient() {
        return inbox.isEmpty() && endedQuietly(Turn.CLIENT);
    }

    /** Gives the turn to the clock unless something has happened; true if it has it. */
    synchronized boolean waitForClock() {
        return endedQuietly(Turn.PAUSE);
    }

    private boolean endedQuietly(Turn next) {
        turn = events.isEmpty() ? next : turn;
        return events.isEmpty();
    }

    /** Throws away what came in; what comes before the handshake is never looked at. */
    synchronized void waitForHandshake() {
        turn = Turn.HANDSHAKE;
        forget();
        if (suspended) {
            suspended = false;
            connection.resumeReading();
        }
    }

    /** The answers have come; true when a worker must be started for what came meanwhile. */
    synchronized boolean answered() {
        if (turn != Turn.STORE) {
            return false;
        }
        boolean waits = !isRead() || !events.isEmpty();
        turn = waits ? Turn.OURS : Turn.CLIENT;
        return waits;
    }

    /** Notes an event; true when a worker must be started for it. */
    synchronized boolean happened(Event event) {
        if (turn == Turn.OVER) {
            return false;
        }
        events.add(event);
        if (turn == Turn.CLIENT || turn == Turn.PAUSE) {
            turn = Turn.OURS;
            return true;
        }
        return false;
    }

    /** Takes a task; true when a worker must be started for it. */
    synchronized boolean happened(Runnable task) {
        if (turn != Turn.OVER) {
            tasks.add(task);
        }
        return happened(Event.TASK);
    }

    /** Tasks given since the last call, in order. */
    synchronized List<Runnable> tasks() {
        List<Runnable> given = List.copyOf(tasks);
        tasks.clear();
        return given;
    }

    synchronized boolean hasEvents() {
        return !events.isEmpty();
    }

    /** What has happened since the last call. */
    synchronized Set<Event> events() {
        Set<Event> happened = EnumSet.noneOf(Event.class);
        happened.addAll(events);
        events.clear();
        return happened;
    }

    /**
     * The connection is closed: what was left to read is gone, only the end is left to do.
     *
     * @return true when a worker must be started for it
     */
    synchronized boolean closed() {
        forget();
        if (turn == Turn.GREETING || turn == Turn.HANDSHAKE || turn == Turn.OVER) {
            turn = Turn.CLIENT;
        }
        return happened(Event.CLOSED);
    }

    /** Goodbye has been said; true when the connection is closed already. */
    synchronized boolean over() {
        turn = Turn.OVER;
        forget();
        return events.contains(Event.CLOSED);
    }

    private void forget() {
        inbox.clear();
        lent = NOTHING;
        waiting = 0;
    }
}
