// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.wire.smtp.ReplyWriter;

/**
 * What the server says: answers wait in order until they are flushed, one may be held back for a
 * while, and behind the last word nothing is said. A client that makes too many mistakes, or does
 * not read, is sent away. Used by one thread at a time.
 */
public final class Speech {
    private static final Logger LOG = LoggerFactory.getLogger(Speech.class);
    private static final int MOST_GATHERED = 8 * 1024;
    private static final long MOST_UNREAD = 1024 * 1024;

    private final Connection connection;
    private final BooleanSupplier oneTooMany;
    private final ReplyWriter out = new ReplyWriter();
    private Answer held;
    private boolean over;

    /**
     * Nothing has been said.
     *
     * @param oneTooMany counts a mistake; true when the client is sent away for it
     */
    public Speech(Connection connection, BooleanSupplier oneTooMany) {
        this.connection = connection;
        this.oneTooMany = oneTooMany;
    }

    /** An answer is held back; nothing may be said before it. */
    public boolean isHeld() {
        return held != null;
    }

    /** How long the answer is held back. */
    public Duration pause() {
        return held.delay();
    }

    /** The last word has been said. */
    public boolean isOver() {
        return over;
    }

    /** Says an answer, or holds it back; what it needs to go on. */
    public Step say(Answer answer) {
        if (!answer.delay().isZero()) {
            held = answer;
            return Step.PAUSE;
        }
        return sayNow(answer);
    }

    /** Says what was held back. */
    public void release() {
        Answer answer = held;
        held = null;
        sayNow(answer);
    }

    /** Lines without enhanced status: greeting, EHLO, 334. */
    public Step say(int code, List<String> lines) {
        out.add(code, lines);
        return Step.MORE;
    }

    private Step sayNow(Answer answer) {
        if (answer.manner() == Answer.Manner.GOODBYE) {
            return close(answer.reply());
        }
        out.add(answer.reply());
        boolean mistake = answer.manner() == Answer.Manner.MISTAKE;
        if (answer.manner() == Answer.Manner.TOO_MUCH || (mistake && oneTooMany.getAsBoolean())) {
            LOG.info(
                    "Too many errors from {}, last answer {}", connection.remote(), answer.reply());
            return close(ServerReplies.TOO_MANY_ERRORS);
        }
        if (out.size() > MOST_GATHERED) {
            flush();
        }
        return Step.MORE;
    }

    /** Sends the answers that wait. */
    public void flush() {
        if (!out.isEmpty()) {
            connection.write(out.take());
        }
        if (connection.pendingOctets() > MOST_UNREAD) {
            LOG.info("{} does not read its answers", connection.remote());
            over = true;
            connection.abort();
        }
    }

    /** Says the last word and closes. */
    public Step close(Reply reason) {
        return last(reason, connection::close);
    }

    /** Answers QUIT, behind which the client sends nothing, and closes. */
    public Step goodbye() {
        return last(ServerReplies.BYE, connection::closeAfterGoodbye);
    }

    private Step last(Reply word, Runnable closing) {
        if (!over) {
            over = true;
            out.add(word);
            flush();
            closing.run();
        }
        return Step.CLOSED;
    }

    /** The connection is closed. */
    public void end() {
        over = true;
    }
}
