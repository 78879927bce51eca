// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.wire.smtp.Command;
import org.tubepost.wire.smtp.Command.Auth;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Burl;
import org.tubepost.wire.smtp.Command.Hello;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Plain;
import org.tubepost.wire.smtp.Command.Rcpt;
import org.tubepost.wire.smtp.Command.Unknown;
import org.tubepost.wire.smtp.Command.Verb;
import org.tubepost.wire.smtp.CommandReader.Line;
import org.tubepost.wire.smtp.session.Answer;
import org.tubepost.wire.smtp.session.CommandInput;
import org.tubepost.wire.smtp.session.ServerDialogue;
import org.tubepost.wire.smtp.session.ServerReplies;
import org.tubepost.wire.smtp.session.ServerSession;
import org.tubepost.wire.smtp.session.Speech;
import org.tubepost.wire.smtp.session.Step;

/**
 * The dialogue of RFC 5321 section 3 as a state machine. Each step handles one command or some data
 * and says what it needs for the next; answers wait in order until {@link #flush}. It has no thread
 * of its own: {@link ServerSession} takes care that one thread at a time takes steps, and that a
 * step which may block is taken on a worker. What the commands do is found in {@link Transactions},
 * {@link Transfer}, {@link Logins} and {@link Inquiries}.
 */
final class Conversation implements ServerDialogue {
    private static final Set<String> HTTP = Set.of("GET", "POST", "PUT", "CONNECT", "OPTIONS");

    private final Rules rules;
    private final Rooms rooms;
    private final Client client;
    private final SessionRecords records;
    private final CommandInput input;
    private final Speech speech;
    private final Transactions transactions;
    private final Transfer transfer;
    private final Logins logins;
    private final Inquiries inquiries;

    private State state = State.COMMAND;
    private String line = "";

    /** Where the dialogue stands. */
    private enum State {
        COMMAND,
        LOGIN,
        HANDSHAKE
    }

    Conversation(Connection connection, Rules rules, Rooms rooms, Counters counters) {
        this.rules = rules;
        this.rooms = rooms;
        this.client = new Client(connection, rules);
        this.records = new SessionRecords(rooms.log(), connection, rules, client);
        this.input =
                new CommandInput(
                        rules.settings().maxLineOctets(), rules.settings().maxLoginLineOctets());
        Patience patience = new Patience(rules.keywords().limits());
        this.speech = new Speech(connection, patience::badCommand);
        this.transactions = new Transactions(rules, rooms, client, patience, records);
        this.transfer = new Transfer(transactions, counters, this::say);
        this.logins = new Logins(connection, rules, rooms, client, patience, counters, records);
        this.inquiries = new Inquiries(rules, rooms, client, patience);
    }

    /** What the session tells the mail log. */
    SessionRecords records() {
        return records;
    }

    @Override
    public void greet() {
        speech.say(220, List.of(rules.hostName() + " ESMTP Tubepost"));
        flush();
    }

    @Override
    public void flush() {
        speech.flush();
    }

    @Override
    public CompletionStage<List<Reply>> answers() {
        return transfer.answers();
    }

    @Override
    public Duration pause() {
        return speech.pause();
    }

    @Override
    public Step step(ByteBuffer in, boolean worker) {
        if (speech.isOver()) {
            return Step.CLOSED;
        } else if (speech.isHeld()) {
            return Step.PAUSE;
        }
        return switch (state) {
            case COMMAND -> transfer.isUnderWay() ? transfer.step(in, worker) : command(in, worker);
            case LOGIN -> worker ? loginLine(in) : Step.WORKER;
            case HANDSHAKE -> Step.HANDSHAKE;
        };
    }

    @Override
    public void answered() {
        transfer.answered();
    }

    @Override
    public void pausedLongEnough() {
        if (speech.isHeld()) {
            speech.release();
        }
    }

    @Override
    public void secured() {
        logins.over();
        client.forget();
        input.reset();
        state = State.COMMAND;
    }

    @Override
    public void close(Reply reason) {
        speech.close(reason);
    }

    /** Acceptance is going: lets go of a message that is not complete. On a worker. */
    void acceptanceLeaving() {
        if (!transfer.isCommitting()) {
            transactions.abandon();
        }
    }

    /** The authenticator is going: lets go of a login. On a worker. */
    void loginsLeaving() {
        logins.leaving();
    }

    @Override
    public boolean endsAtOnce() {
        return !transactions.isOpen() && !logins.isOpen();
    }

    @Override
    public void free() {
        speech.end();
        transactions.end("connection closed");
        logins.end();
        logins.over();
        client.leave();
        records.closed();
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
        return rules.permits(command, client.isEncrypted())
                ? execute(command, in)
                : say(Answer.mistake(Replies.TLS_NEEDED));
    }

    private boolean mayBlock(Command command) {
        if (command instanceof Hello) {
            return transactions.isOpen();
        } else if (command instanceof Plain plain) {
            return switch (plain.verb()) {
                case RSET -> transactions.isOpen();
                case VRFY -> inquiries.mayBlock(true);
                case ETRN -> inquiries.mayBlock(false);
                default -> false;
            };
        }
        return !(command instanceof Unknown);
    }

    private Step execute(Command command, ByteBuffer in) {
        if (command instanceof Hello hello) {
            return hello(hello);
        } else if (command instanceof Mail begin) {
            return say(transactions.begin(begin));
        } else if (command instanceof Rcpt rcpt) {
            return say(transactions.recipient(rcpt));
        } else if (command instanceof Bdat bdat) {
            return transfer.chunk(bdat, in);
        } else if (command instanceof Burl burl) {
            return transfer.url(burl);
        } else if (command instanceof Auth auth) {
            return auth(auth);
        } else if (command instanceof Plain plain) {
            return plain(plain);
        }
        boolean http = HTTP.contains(((Unknown) command).word());
        return say(
                http
                        ? Answer.goodbye(ServerReplies.NOT_HTTP)
                        : Answer.mistake(ServerReplies.NOT_UNDERSTOOD));
    }

    private Step plain(Plain plain) {
        return switch (plain.verb()) {
            case DATA -> transfer.data();
            case STARTTLS -> startTls();
            case QUIT -> speech.goodbye();
            case NOOP -> say(Answer.of(ServerReplies.OK));
            case HELP -> say(Answer.of(Replies.HELP));
            case VRFY -> say(inquiries.verify(plain.argument()));
            case ETRN -> say(inquiries.etrn(plain.argument()));
            case RSET -> say(transactions.reset());
            default -> say(Answer.mistake(ServerReplies.NOT_OFFERED));
        };
    }

    private Step hello(Hello hello) {
        if (hello.verb() == Verb.LHLO) {
            return say(Answer.mistake(ServerReplies.NOT_UNDERSTOOD));
        }
        transactions.end(hello.verb().name());
        client.hello(hello);
        client.lookUp(rooms);
        if (hello.verb() == Verb.HELO) {
            return say(Answer.of(Reply.of(250, "2.0.0", rules.hostName())));
        }
        speech.say(250, Offers.lines(rules, rooms, client));
        flush();
        return Step.MORE;
    }

    private Step startTls() {
        if (!rules.offersTls()) {
            return say(Answer.mistake(ServerReplies.NOT_OFFERED));
        } else if (client.isEncrypted()) {
            return say(Answer.mistake(ServerReplies.TLS_ACTIVE));
        } else if (transactions.isOpen()) {
            return say(Answer.mistake(ServerReplies.ALREADY_BEGUN));
        }
        state = State.HANDSHAKE;
        say(Answer.of(ServerReplies.READY_FOR_TLS));
        return Step.HANDSHAKE;
    }

    private Step auth(Auth auth) {
        return transactions.isOpen()
                ? say(Answer.mistake(ServerReplies.ALREADY_BEGUN))
                : login(logins.begin(auth));
    }

    private Step loginLine(ByteBuffer in) {
        Optional<Line> response = input.line(in);
        return response.isPresent() ? login(logins.line(response.get())) : Step.INPUT;
    }

    private Step login(Logins.Move move) {
        if (move.challenge().isPresent()) {
            state = State.LOGIN;
            return speech.say(334, List.of(move.challenge().get()));
        }
        state = State.COMMAND;
        return say(move.answer().orElseThrow());
    }

    private Step say(Answer answer) {
        if (answer.manner() == Answer.Manner.MISTAKE) {
            records.badCommand(line, answer.reply());
        }
        return speech.say(answer);
    }
}
