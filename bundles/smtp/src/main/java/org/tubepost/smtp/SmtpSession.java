// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;
import org.tubepost.smtp.Turns.Event;
import org.tubepost.smtp.Turns.Turn;
import org.tubepost.wire.smtp.ReplyWriter;

/**
 * Moves one {@link Conversation} on, with one thread at a time. What comes in is copied once into
 * an inbox; steps are taken on the I/O thread until one may block, from then on by one worker task
 * until the inbox is empty, so that a batch of pipelined commands costs one change of threads.
 * While the queue commits, or an answer is held back, nobody is blocked: the answer goes out when
 * it is time, and what the client has sent meanwhile is handled behind it.
 */
final class SmtpSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);
    private static final int STEPS_OF_A_TASK = 1000;

    private final Connection connection;
    private final Rules rules;
    private final Rooms rooms;
    private final Pauses pauses;
    private final Conversation conversation;
    private final Counters counters;
    private final Consumer<SmtpSession> onClosed;
    private final Turns turns;

    // Belong to the thread whose turn it is.
    private boolean pausing;
    private Future<?> pause = CompletableFuture.completedFuture(null);

    SmtpSession(
            Connection connection,
            Rules rules,
            Rooms rooms,
            Pauses pauses,
            Counters counters,
            Consumer<SmtpSession> onClosed) {
        this.connection = connection;
        this.rules = rules;
        this.rooms = rooms;
        this.pauses = pauses;
        this.counters = counters;
        this.onClosed = onClosed;
        this.turns = new Turns(connection, rules.settings().maxWaitingOctets());
        this.conversation = new Conversation(connection, rules, rooms, counters);
    }

    /** Greets, at once or after the configured silence, or says who may not come in. */
    void begin() {
        counters.opened();
        conversation.records().opened();
        Optional<Reply> denied = rules.offersLogin() ? rooms.denial(connection) : Optional.empty();
        if (denied.isPresent()) {
            LOG.info("{} denied: {}", connection.remote(), denied.get());
            conversation.records().refused(denied.get());
            turns.give(Turn.OVER);
            conversation.close(Replies.denied(denied.get()));
        } else if (rules.settings().greetingDelaySeconds() > 0) {
            connection.idleTimeout(rules.settings().greetingDelaySeconds());
        } else {
            greet();
        }
    }

    private void greet() {
        turns.give(Turn.CLIENT);
        connection.idleTimeout(connection.listener().idleTimeoutSeconds());
        conversation.greet();
    }

    @Override
    public void received(ByteBuffer data) {
        if (!data.hasRemaining()) {
            return;
        }
        if (turns.pass(Turn.GREETING, Turn.OVER)) {
            data.position(data.limit());
            LOG.info("{} talks before the greeting", connection.remote());
            conversation.close(Replies.EARLY_TALKER);
        } else if (turns.take(data)) {
            run(false);
        }
    }

    @Override
    public void idle() {
        if (turns.is(Turn.GREETING)) {
            greet();
        } else if (turns.is(Turn.CLIENT)) {
            finish(Replies.TIMEOUT);
        }
    }

    @Override
    public void secured() {
        if (turns.pass(Turn.HANDSHAKE, Turn.CLIENT)) {
            conversation.secured();
        }
    }

    @Override
    public void ending() {
        if (turns.is(Turn.GREETING)) {
            finish(Replies.ENDING);
        } else if (turns.is(Turn.HANDSHAKE)) {
            connection.close();
        } else {
            post(Event.ENDING);
        }
    }

    @Override
    public void closed() {
        counters.closed();
        onClosed.accept(this);
        turns.closed();
        if (!turns.happened(Event.CLOSED)) {
            return;
        }
        if (conversation.endsAtOnce()) {
            run(true);
        } else {
            onWorker();
        }
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
        if (turns.happened(event)) {
            onWorker();
        }
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
        if (turns.events().contains(Event.CLOSED)) {
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
            if (!goesOn(conversation.step(turns.head(), worker))) {
                return;
            }
        }
    }

    /** Does what a step asks for; true when the next one can be taken at once. */
    private boolean goesOn(Step step) {
        switch (step) {
            case MORE -> {
                return true;
            }
            case INPUT -> {
                return !isDrained();
            }
            case PAUSE -> {
                return !isPausing();
            }
            case WORKER -> onWorker();
            case IO_THREAD -> connection.executeOnIoThread(() -> run(false));
            case COMMIT -> awaitCommit();
            case HANDSHAKE -> handshake();
            case CLOSED -> over();
        }
        return false;
    }

    /** False when there is nothing more to do on this thread. */
    private boolean handleEvents(boolean worker) {
        if (!turns.hasEvents()) {
            return true;
        }
        if (!worker) {
            onWorker();
            return false;
        }
        Set<Event> happened = turns.events();
        if (happened.contains(Event.CLOSED)) {
            pause.cancel(false);
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
            pause.cancel(false);
            finish(Replies.ENDING);
            return false;
        }
        if (happened.contains(Event.PAUSED_LONG_ENOUGH)) {
            pausing = false;
            conversation.pausedLongEnough();
        }
        return true;
    }

    /** Drops what has been read; true when nothing is left, and it is the client's turn. */
    private boolean isDrained() {
        if (turns.isRead()) {
            conversation.flush();
        }
        return turns.waitForClient();
    }

    /** Sends what was said so far; true when the held answer's time has not come yet. */
    private boolean isPausing() {
        conversation.flush();
        if (!pausing) {
            pausing = true;
            pause = pauses.later(conversation.pause(), () -> post(Event.PAUSED_LONG_ENOUGH));
        }
        return turns.waitForClock();
    }

    /**
     * The queue's answer is sent as soon as it comes, by whatever thread brings it: the turn is the
     * queue's until then, so nobody else touches the conversation, and no worker is woken when the
     * client has sent nothing meanwhile.
     */
    private void awaitCommit() {
        conversation.flush();
        turns.give(Turn.QUEUE);
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
                            conversation.committed();
                            if (turns.answered()) {
                                onWorker();
                            }
                        });
    }

    private void handshake() {
        turns.waitForHandshake();
        conversation.flush();
        connection.startTls();
    }

    private void finish(Reply reason) {
        over();
        conversation.close(reason);
    }

    private void over() {
        if (turns.over()) {
            onWorker();
        }
    }
}
