// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.tubepost.api.message.Reply;
import org.tubepost.wire.smtp.Command.Bdat;

/**
 * The part of the dialogue in which octets are no commands: a message comes in by DATA or in chunks
 * (RFC 3030), and its sender waits for the verdict. Steps as in {@link Conversation}.
 */
final class Transfer {
    private final Transactions transactions;
    private final Function<Answer, Step> say;
    private Stage stage = Stage.NONE;
    private CompletionStage<Reply> commit;

    /** How far the message is. */
    private enum Stage {
        NONE,
        DATA,
        CHUNK,
        SKIPPED_CHUNK,
        COMPLETE,
        COMMIT
    }

    /**
     * No message yet.
     *
     * @param say puts an answer among those that wait, and says what is needed next
     */
    Transfer(Transactions transactions, Function<Answer, Step> say) {
        this.transactions = transactions;
        this.say = say;
    }

    /** True when the next octets are no command. */
    boolean isUnderWay() {
        return stage != Stage.NONE;
    }

    /** True while the sender waits for the verdict. */
    boolean isCommitting() {
        return stage == Stage.COMMIT;
    }

    /** The outcome of the message that is complete; null before. */
    CompletionStage<Reply> commit() {
        return commit;
    }

    /** The verdict has been sent. */
    void committed() {
        transactions.committed();
        commit = null;
        stage = Stage.NONE;
    }

    /** DATA. */
    Step data() {
        Answer answer = transactions.beginData();
        if (answer.reply().code() == 354) {
            stage = Stage.DATA;
        }
        return say.apply(answer);
    }

    /** BDAT, and what has come behind it. */
    Step chunk(Bdat bdat, ByteBuffer in) {
        boolean wanted = transactions.beginChunk(bdat);
        stage = wanted ? Stage.CHUNK : Stage.SKIPPED_CHUNK;
        return wanted ? take(in) : skip(in);
    }

    /** Goes on while it {@link #isUnderWay}. */
    Step step(ByteBuffer in, boolean worker) {
        return switch (stage) {
            case DATA, CHUNK ->
                    worker || transactions.takesAtOnce(in.remaining()) ? take(in) : Step.WORKER;
            case SKIPPED_CHUNK -> skip(in);
            case COMPLETE -> worker ? complete() : Step.WORKER;
            case COMMIT -> Step.COMMIT;
            case NONE -> throw new IllegalStateException("no message is coming in");
        };
    }

    private Step skip(ByteBuffer in) {
        Optional<Answer> answer = transactions.skip(in);
        if (answer.isEmpty()) {
            return Step.INPUT;
        }
        stage = Stage.NONE;
        return say.apply(answer.get());
    }

    private Step take(ByteBuffer in) {
        if (!(stage == Stage.DATA ? transactions.data(in) : transactions.chunk(in))) {
            return Step.INPUT;
        }
        Optional<Answer> between =
                stage == Stage.CHUNK ? transactions.chunkAnswer() : Optional.empty();
        if (between.isPresent()) {
            stage = Stage.NONE;
            return say.apply(between.get());
        }
        stage = Stage.COMPLETE;
        return Step.MORE;
    }

    private Step complete() {
        stage = Stage.COMMIT;
        commit = transactions.commit();
        return Step.COMMIT;
    }
}
