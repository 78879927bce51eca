// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
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
import org.tubepost.wire.smtp.ReplyWriter;
import org.tubepost.wire.smtp.session.Turns.Event;
import org.tubepost.wire.smtp.session.Turns.Turn;

/**
 * Moves one {@link ServerDialogue} on, with one thread at a time. Steps are taken on the I/O thread
 * until one may block, from then on by one worker task until nothing is left that came in, so that
 * a batch of pipelined commands costs one change of threads; only what a worker is to read is
 * copied. While a message becomes durable, or an answer is held back, nobody is blocked: the answer
 * goes out when it is time, and what the client has sent meanwhile is handled behind it.
 */
public final class ServerSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSession.class);
    private static final int STEPS_OF_A_TASK = 1000;

    private final Connection connection;
    private final ServerDialogue dialogue;
    private final Duration silence;
    private final Pauses pauses;
    private final Consumer<ServerSession> onClosed;
    private final Turns turns;

    // Belong to the thread whose turn it is.
    private boolean pausing;
    private Future<?> pause = CompletableFuture.completedFuture(null);

    /**
     * A session that has not begun.
     *
     * @param mostWaiting octets in memory beyond which nothing is read from the network
     * @param silence before the greeting, in whole seconds; zero to greet at once
     * @param pauses the clock of answers that are held back
     * @param onClosed told when the connection is closed, on the I/O thread
     */
    public ServerSession(
            Connection connection,
            ServerDialogue dialogue,
            int mostWaiting,
            Duration silence,
            Pauses pauses,
            Consumer<ServerSession> onClosed) {
        this.connection = connection;
        this.dialogue = dialogue;
        this.silence = silence;
        this.pauses = pauses;
        this.onClosed = onClosed;
        this.turns = new Turns(connection, mostWaiting);
    }

    /** Greets, at once or after the silence. */
    public void begin() {
        if (silence.isZero()) {
            greet();
        } else {
            connection.idleTimeout((int) silence.toSeconds());
        }
    }

    /** Says in place of a greeting why nobody is let in, and closes. */
    public void refuse(Reply reason) {
        turns.give(Turn.OVER);
        dialogue.close(reason);
    }

    private void greet() {
        turns.give(Turn.CLIENT);
        connection.idleTimeout(connection.listener().idleTimeoutSeconds());
        dialogue.greet();
    }

    @Override
    public void received(ByteBuffer data) {
        if (!data.hasRemaining()) {
            return;
        }
        if (turns.pass(Turn.GREETING, Turn.OVER)) {
            data.position(data.limit());
            LOG.info("{} talks before the greeting", connection.remote());
            dialogue.close(ServerReplies.EARLY_TALKER);
        } else if (turns.take(data)) {
            run(false);
        }
    }

    @Override
    public void idle() {
        if (turns.is(Turn.GREETING)) {
            greet();
        } else if (turns.is(Turn.CLIENT)) {
            finish(ServerReplies.TIMEOUT);
        }
    }

    @Override
    public void secured() {
        if (turns.pass(Turn.HANDSHAKE, Turn.CLIENT)) {
            dialogue.secured();
        }
    }

    @Override
    public void ending() {
        if (turns.is(Turn.GREETING)) {
            finish(ServerReplies.ENDING);
        } else if (turns.is(Turn.HANDSHAKE)) {
            connection.close();
        } else {
            post(Event.ENDING);
        }
    }

    @Override
    public void closed() {
        onClosed.accept(this);
        if (!turns.closed()) {
            return;
        }
        if (dialogue.endsAtOnce()) {
            run(true);
        } else {
            onWorker();
        }
    }

    /** Does something on a worker between two steps, soon; any thread. */
    public void betweenSteps(Runnable task) {
        if (turns.happened(task)) {
            onWorker();
        }
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
            dialogue.free();
        } else {
            finish(ServerReplies.OVERLOADED);
        }
    }

    /**
     * Takes steps until somebody else's turn has come. After a failure nobody would give the turn
     * back: it is over, so that the end of the connection frees the dialogue.
     */
    private void run(boolean worker) {
        try {
            takeSteps(worker);
        } catch (RuntimeException | Error bug) {
            connection.abort();
            over();
            throw bug;
        }
    }

    private void takeSteps(boolean worker) {
        for (int steps = 0; handleEvents(worker); steps++) {
            if (worker && steps > STEPS_OF_A_TASK) {
                onWorker();
                return;
            }
            if (!goesOn(dialogue.step(turns.head(), worker))) {
                return;
            }
        }
    }

    /** Does what a step asks for; true when the next one can be taken at once. */
    private boolean goesOn(Step step) {
        if (step == Step.WORKER
                || step == Step.IO_THREAD
                || step == Step.COMMIT
                || step == Step.PAUSE) {
            turns.keep();
        }
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
            case COMMIT -> awaitAnswers();
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
            turns.keep();
            onWorker();
            return false;
        }
        Set<Event> happened = turns.events();
        if (happened.contains(Event.CLOSED)) {
            pause.cancel(false);
            over();
            dialogue.free();
            return false;
        }
        turns.tasks().forEach(Runnable::run);
        if (happened.contains(Event.ENDING)) {
            pause.cancel(false);
            finish(ServerReplies.ENDING);
            return false;
        }
        if (happened.contains(Event.PAUSED_LONG_ENOUGH)) {
            pausing = false;
            dialogue.pausedLongEnough();
        }
        return true;
    }

    /** Drops what has been read; true when nothing is left, and it is the client's turn. */
    private boolean isDrained() {
        if (turns.isRead()) {
            dialogue.flush();
        }
        return turns.waitForClient();
    }

    /** Sends what was said so far; true when the held answer's time has not come yet. */
    private boolean isPausing() {
        dialogue.flush();
        if (!pausing) {
            pausing = true;
            pause = pauses.later(dialogue.pause(), () -> post(Event.PAUSED_LONG_ENOUGH));
        }
        return turns.waitForClock();
    }

    /**
     * The answers are sent as soon as they come, by whatever thread brings them: the turn is the
     * store's until then, so nobody else touches the dialogue, and no worker is woken when the
     * client has sent nothing meanwhile.
     */
    private void awaitAnswers() {
        dialogue.flush();
        turns.give(Turn.STORE);
        dialogue.answers().whenComplete(this::answered);
    }

    private void answered(List<Reply> answers, Throwable bug) {
        Throwable unsaid = bug == null ? failure(() -> say(answers)) : bug;
        Throwable unended = failure(dialogue::answered);
        if (unsaid == null && unended == null) {
            if (turns.answered()) {
                onWorker();
            }
            return;
        }
        // Nothing more is said or heard; the end of the connection frees the dialogue.
        LOG.error(
                "A message was neither taken nor refused, the connection of {} is cut",
                connection.remote(),
                unsaid == null ? unended : unsaid);
        connection.abort();
        over();
    }

    private void say(List<Reply> answers) {
        ReplyWriter writer = new ReplyWriter();
        answers.forEach(writer::add);
        connection.write(writer.take());
    }

    /** What went wrong with something; null if nothing did. */
    private static Throwable failure(Runnable something) {
        try {
            something.run();
            return null;
        } catch (RuntimeException | Error bug) {
            return bug;
        }
    }

    private void handshake() {
        turns.waitForHandshake();
        dialogue.flush();
        connection.startTls();
    }

    private void finish(Reply reason) {
        over();
        dialogue.close(reason);
    }

    private void over() {
        if (turns.over()) {
            onWorker();
        }
    }
}
