// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.wire.smtp.ChunkDecoder;
import org.tubepost.wire.smtp.Command;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Hello;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Plain;
import org.tubepost.wire.smtp.Command.Rcpt;
import org.tubepost.wire.smtp.Command.Verb;
import org.tubepost.wire.smtp.session.Answer;
import org.tubepost.wire.smtp.session.CommandInput;
import org.tubepost.wire.smtp.session.ServerDialogue;
import org.tubepost.wire.smtp.session.ServerReplies;
import org.tubepost.wire.smtp.session.Speech;
import org.tubepost.wire.smtp.session.Step;

/**
 * The dialogue of RFC 2033. Only the look-up of a recipient who is not remembered, data that must
 * be written at once, and the end of a message of which something may be written, need a thread
 * that may block.
 */
final class Conversation implements ServerDialogue {
    private final Connection connection;
    private final Rules rules;
    private final Rooms rooms;
    private final Counters counters;
    private final SessionRecords records;
    private final Envelopes envelopes;
    private final CommandInput input;
    private final Speech speech;

    private State state = State.COMMAND;
    private String clientName = "";
    private String line = "";
    private IncomingMessage message;
    private Bdat chunk;
    private ChunkDecoder skipped;
    private CompletionStage<List<Reply>> answers;
    private int mistakes;

    /** Where the dialogue stands. */
    private enum State {
        COMMAND,
        DATA,
        CHUNK,
        SKIPPED_CHUNK,
        COMMIT,
        HANDSHAKE
    }

    Conversation(
            Connection connection, Rules rules, Rooms rooms, Counters counters, MessageIds ids) {
        this.connection = connection;
        this.rules = rules;
        this.rooms = rooms;
        this.counters = counters;
        this.records = new SessionRecords(rooms.log(), connection, rules);
        this.envelopes =
                new Envelopes(connection, rules, ids, new Mailboxes(rooms, rules), records);
        int longest = rules.settings().maxLineOctets();
        this.input = new CommandInput(longest, longest);
        this.speech = new Speech(connection, this::isOneTooMany);
    }

    private boolean isOneTooMany() {
        return ++mistakes >= rules.settings().maxBadCommands();
    }

    SessionRecords records() {
        return records;
    }

    @Override
    public void greet() {
        speech.say(220, List.of(rules.hostName() + " LMTP Tubepost"));
        flush();
    }

    @Override
    public void flush() {
        speech.flush();
    }

    @Override
    public Step step(ByteBuffer in, boolean worker) {
        if (speech.isOver()) {
            return Step.CLOSED;
        }
        return switch (state) {
            case COMMAND -> command(in, worker);
            case DATA, CHUNK ->
                    worker || message.takesAtOnce(in.remaining()) ? data(in) : Step.WORKER;
            case SKIPPED_CHUNK -> skip(in);
            case COMMIT -> Step.COMMIT;
            case HANDSHAKE -> Step.HANDSHAKE;
        };
    }

    private Step command(ByteBuffer in, boolean worker) {
        Optional<CommandInput.Given> given = input.peek(in);
        if (given.isEmpty()) {
            return Step.INPUT;
        }
        line = given.get().line();
        if (given.get().refusal().isPresent()) {
            input.taken();
            return say(given.get().refusal().get());
        }
        Command command = given.get().command().orElseThrow();
        if (!worker && mayBlock(command)) {
            return Step.WORKER;
        }
        if (worker && command instanceof Plain plain && plain.verb() == Verb.STARTTLS) {
            return Step.IO_THREAD;
        }
        input.taken();
        return execute(command, in);
    }

    private boolean mayBlock(Command command) {
        if (command instanceof Rcpt rcpt) {
            return envelopes.mayBlock(rcpt);
        }
        boolean ends =
                command instanceof Hello
                        || (command instanceof Plain plain && plain.verb() == Verb.RSET);
        return ends && message != null && message.isChunked();
    }

    private Step execute(Command command, ByteBuffer in) {
        if (command instanceof Hello hello) {
            return hello(hello);
        } else if (command instanceof Mail mail) {
            return say(begin(mail));
        } else if (command instanceof Rcpt rcpt) {
            return say(recipient(rcpt));
        } else if (command instanceof Bdat bdat) {
            return bdat(bdat, in);
        } else if (command instanceof Plain plain) {
            return plain(plain);
        }
        return say(Answer.mistake(ServerReplies.NOT_UNDERSTOOD));
    }

    private Step plain(Plain plain) {
        return switch (plain.verb()) {
            case DATA -> beginData();
            case STARTTLS -> startTls();
            case QUIT -> speech.goodbye();
            case NOOP -> say(Answer.of(ServerReplies.OK));
            case HELP -> say(Answer.of(Replies.HELP));
            case VRFY -> say(Answer.of(Replies.VERIFY));
            case RSET -> {
                end("RSET");
                yield say(Answer.of(ServerReplies.OK));
            }
            default -> say(Answer.mistake(ServerReplies.NOT_OFFERED));
        };
    }

    private Step hello(Hello hello) {
        if (hello.verb() != Verb.LHLO) {
            return say(Answer.mistake(Replies.NOT_HELLO));
        }
        end("LHLO");
        clientName = hello.name();
        List<String> lines = new ArrayList<>();
        lines.add(rules.hostName());
        lines.add("PIPELINING");
        lines.add("SIZE " + rules.maxMessageOctets());
        lines.add("8BITMIME");
        lines.add("SMTPUTF8");
        lines.add("CHUNKING");
        lines.add("ENHANCEDSTATUSCODES");
        if (offersTls()) {
            lines.add("STARTTLS");
        }
        lines.add("HELP");
        return speech.say(250, lines);
    }

    private boolean offersTls() {
        return rules.offersTls() && connection.tls().isEmpty();
    }

    private Answer begin(Mail mail) {
        if (clientName.isEmpty()) {
            return Answer.mistake(Replies.HELLO_FIRST);
        } else if (message != null) {
            return Answer.mistake(ServerReplies.ALREADY_BEGUN);
        }
        Optional<Answer> refusal = envelopes.refusal(mail);
        if (refusal.isEmpty()) {
            message = envelopes.begin(mail, clientName);
        }
        return refusal.orElse(Answer.of(Replies.SENDER));
    }

    private Answer recipient(Rcpt rcpt) {
        if (message == null) {
            return Answer.mistake(ServerReplies.MAIL_FIRST);
        } else if (message.isChunked()) {
            return Answer.mistake(ServerReplies.IN_CHUNKS);
        }
        return envelopes.recipient(rcpt, message);
    }

    private Step beginData() {
        if (message == null) {
            return say(Answer.mistake(ServerReplies.MAIL_FIRST));
        } else if (message.isChunked()) {
            return say(Answer.mistake(ServerReplies.IN_CHUNKS));
        } else if (message.addresses().isEmpty()) {
            return say(Answer.of(Replies.NO_RECIPIENT));
        }
        Reply reply = message.beginData(rooms.store());
        if (!reply.isPositive()) {
            end(reply.toString());
            return say(Answer.of(reply));
        }
        state = State.DATA;
        return speech.say(reply.code(), List.of(reply.text()));
    }

    private Step bdat(Bdat bdat, ByteBuffer in) {
        chunk = bdat;
        if (message == null || message.addresses().isEmpty()) {
            skipped = new ChunkDecoder(bdat.size());
            state = State.SKIPPED_CHUNK;
            return skip(in);
        }
        message.beginChunk(bdat, message.isChunked() ? Optional.empty() : rooms.store());
        state = State.CHUNK;
        return Step.MORE;
    }

    private Step skip(ByteBuffer in) {
        if (!skipped.decode(in, slice -> {})) {
            return Step.INPUT;
        }
        state = State.COMMAND;
        if (message == null) {
            return say(Answer.mistake(ServerReplies.MAIL_FIRST));
        }
        // A later chunk would be stored as if it were the beginning.
        end("BDAT without recipient");
        return say(Answer.of(Replies.NO_RECIPIENT));
    }

    private Step data(ByteBuffer in) {
        if (!message.read(in)) {
            return Step.INPUT;
        }
        if (state == State.CHUNK && !chunk.last()) {
            state = State.COMMAND;
            return say(Answer.of(message.chunkReply(chunk)));
        }
        state = State.COMMIT;
        answers = message.deliver();
        return Step.COMMIT;
    }

    @Override
    public CompletionStage<List<Reply>> answers() {
        return answers.thenApply(
                all -> {
                    counters.answered(all);
                    records.answered(message, all);
                    return all;
                });
    }

    @Override
    public void answered() {
        message.close();
        message = null;
        answers = null;
        state = State.COMMAND;
    }

    private Step startTls() {
        if (!rules.offersTls()) {
            return say(Answer.mistake(ServerReplies.NOT_OFFERED));
        } else if (!offersTls()) {
            return say(Answer.mistake(ServerReplies.TLS_ACTIVE));
        } else if (message != null) {
            return say(Answer.mistake(ServerReplies.ALREADY_BEGUN));
        }
        state = State.HANDSHAKE;
        say(Answer.of(ServerReplies.READY_FOR_TLS));
        return Step.HANDSHAKE;
    }

    @Override
    public void secured() {
        clientName = "";
        input.reset();
        state = State.COMMAND;
    }

    /** The store is going: lets go of a message that is not complete. */
    void storeLeaving() {
        if (message != null && state != State.COMMIT) {
            message.abandon(Replies.STORE_AWAY);
        }
    }

    @Override
    public void close(Reply reason) {
        speech.close(reason);
    }

    @Override
    public boolean endsAtOnce() {
        return message == null;
    }

    @Override
    public void free() {
        speech.end();
        end("connection closed");
        records.closed();
    }

    private void end(String reason) {
        if (message != null) {
            records.aborted(message, reason);
            message.close();
            message = null;
        }
    }

    private Step say(Answer answer) {
        if (answer.manner() == Answer.Manner.MISTAKE) {
            records.badCommand(line, answer.reply());
        }
        return speech.say(answer);
    }
}
