// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Reply;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Burl;
import org.tubepost.wire.smtp.session.Answer;
import org.tubepost.wire.smtp.session.Step;

/**
 * The part of the dialogue in which octets are no commands: a message comes in by DATA or in chunks
 * (RFC 3030) or from the store (RFC 4468), and its sender waits for the verdict. Steps as in {@link
 * Conversation}.
 */
final class Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

    private final Transactions transactions;
    private final Counters counters;
    private final Function<Answer, Step> say;
    private Stage stage = Stage.NONE;
    private CompletionStage<List<Reply>> answers;

    /** How far the message is. */
    private enum Stage {
        NONE,
        DATA,
        CHUNK,
        URL,
        SKIPPED_CHUNK,
        COMPLETE,
        COMMIT
    }

    /**
     * No message yet.
     *
     * @param say puts an answer among those that wait, and says what is needed next
     */
    Transfer(Transactions transactions, Counters counters, Function<Answer, Step> say) {
        this.transactions = transactions;
        this.counters = counters;
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

    /** The verdict on the message that is complete; null before. */
    CompletionStage<List<Reply>> answers() {
        return answers;
    }

    /** The verdict has been sent. */
    void answered() {
        transactions.committed();
        answers = null;
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

    /** BURL. On a worker. */
    Step url(Burl burl) {
        Optional<Answer> refused = transactions.beginUrl(burl);
        if (refused.isPresent()) {
            return say.apply(refused.get());
        }
        stage = Stage.URL;
        return Step.MORE;
    }

    /** Goes on while it {@link #isUnderWay}. */
    Step step(ByteBuffer in, boolean worker) {
        return switch (stage) {
            case DATA, CHUNK ->
                    worker || transactions.takesAtOnce(in.remaining()) ? take(in) : Step.WORKER;
            case URL -> worker ? fetch() : Step.WORKER;
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
        return transactions.data(in) ? taken() : Step.INPUT;
    }

    private Step fetch() {
        return transactions.fetch() ? taken() : Step.MORE;
    }

    private Step taken() {
        Optional<Answer> between =
                stage == Stage.DATA ? Optional.empty() : transactions.chunkAnswer();
        if (between.isPresent()) {
            stage = Stage.NONE;
            return say.apply(between.get());
        }
        stage = Stage.COMPLETE;
        return Step.MORE;
    }

    private Step complete() {
        stage = Stage.COMMIT;
        answers =
                transactions
                        .commit()
                        .handle((reply, bug) -> bug == null ? reply : neitherTakenNorRefused(bug))
                        .thenApply(this::counted);
        return Step.COMMIT;
    }

    private static Reply neitherTakenNorRefused(Throwable bug) {
        LOG.error("A message was neither taken nor refused", bug);
        return Reply.of(451, "4.3.0", "try again later");
    }

    private List<Reply> counted(Reply answer) {
        counters.answered(answer);
        return List.of(answer);
    }
}
