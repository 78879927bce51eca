// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.security.Authenticator;
import org.tubepost.wire.smtp.ChunkDecoder;
import org.tubepost.wire.smtp.Command;
import org.tubepost.wire.smtp.Command.Auth;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Hello;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Plain;
import org.tubepost.wire.smtp.Command.Rcpt;
import org.tubepost.wire.smtp.Command.Unknown;
import org.tubepost.wire.smtp.Command.Verb;
import org.tubepost.wire.smtp.CommandParser;
import org.tubepost.wire.smtp.CommandReader;
import org.tubepost.wire.smtp.CommandReader.Flaw;
import org.tubepost.wire.smtp.CommandReader.Line;
import org.tubepost.wire.smtp.CommandSyntaxException;
import org.tubepost.wire.smtp.ReplyWriter;

/**
 * The dialogue of RFC 5321 section 3 as a state machine. Each step handles one command or some data
 * and says what it needs for the next; answers wait in order until {@link #flush}. It has no thread
 * of its own: {@link SmtpSession} takes care that one thread at a time takes steps, and that a step
 * which may block is taken on a worker.
 */
final class Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MOST_HELD = 8 * 1024;
    private static final long MOST_UNREAD = 1024 * 1024;
    private static final Set<String> HTTP = Set.of("GET", "POST", "PUT", "CONNECT", "OPTIONS");

    private final Connection connection;
    private final Rules rules;
    private final Rooms rooms;
    private final Counters counters;
    private final Client client;
    private final CommandReader reader;
    private final ReplyWriter out = new ReplyWriter();

    private State state = State.COMMAND;
    private Line line;
    private Command command;
    private IncomingMail mail;
    private Login login;
    private long chunkSize;
    private boolean lastChunk;
    private ChunkDecoder skipped;
    private Future<String> clientName;
    private CompletionStage<Reply> commit;
    private int mistakes;
    private int refusedRecipients;
    private int failedLogins;
    private int transactions;

    /** Where the dialogue stands. */
    private enum State {
        COMMAND,
        LOGIN,
        DATA,
        CHUNK,
        SKIPPED_CHUNK,
        COMMIT,
        HANDSHAKE,
        CLOSED
    }

    Conversation(Connection connection, Rules rules, Rooms rooms, Counters counters) {
        this.connection = connection;
        this.rules = rules;
        this.rooms = rooms;
        this.counters = counters;
        this.client = new Client(connection, rules);
        this.reader = new CommandReader(rules.settings().maxLoginLineOctets());
    }

    void greet() {
        out.add(220, List.of(rules.hostName() + " ESMTP Tubepost"));
        flush();
    }

    /** Sends the answers that wait. */
    void flush() {
        if (!out.isEmpty()) {
            connection.write(out.take());
        }
        if (connection.pendingOctets() > MOST_UNREAD) {
            LOG.info("{} does not read its answers", connection.remote());
            state = State.CLOSED;
            connection.abort();
        }
    }

    /** The outcome of the message whose data is complete; there while the step is COMMIT. */
    CompletionStage<Reply> commit() {
        return commit;
    }

    /**
     * Goes on.
     *
     * @param in octets of the client; read as far as they are understood now
     * @param worker whether the calling thread may block
     */
    Step step(ByteBuffer in, boolean worker) {
        return switch (state) {
            case COMMAND -> worker || !needsWorker(in) ? command(in, worker) : Step.WORKER;
            case LOGIN -> worker ? loginLine(in) : Step.WORKER;
            case DATA, CHUNK -> worker ? data(in) : Step.WORKER;
            case SKIPPED_CHUNK -> skip(in);
            case COMMIT -> Step.COMMIT;
            case HANDSHAKE -> Step.HANDSHAKE;
            case CLOSED -> Step.CLOSED;
        };
    }

    /** The answer of the queue has been sent. On a worker. */
    void committed() {
        endMail();
        commit = null;
        state = State.COMMAND;
    }

    /** TLS is active: what was said before it is forgotten (RFC 3207 section 4.2). */
    void secured() {
        client.forget();
        reader.reset();
        state = State.COMMAND;
    }

    /** Says goodbye and closes. */
    Step close(Reply reason) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            out.add(reason);
            flush();
            connection.close();
        }
        return Step.CLOSED;
    }

    /** Acceptance is going: lets go of a message that is not complete. On a worker. */
    void acceptanceLeaving() {
        if (mail != null && state != State.COMMIT) {
            mail.abandon(Replies.ACCEPTANCE_AWAY);
        }
    }

    /** The authenticator is going: lets go of a login. On a worker. */
    void loginsLeaving() {
        if (login != null) {
            login.abandon();
        }
    }

    /** The connection is closed. On a worker. */
    void free() {
        state = State.CLOSED;
        endMail();
        endLogin();
        if (clientName != null) {
            clientName.cancel(false);
        }
    }

    /** Reads a command, if that has not been done, and looks whether it may block. */
    private boolean needsWorker(ByteBuffer in) {
        if (line == null) {
            line = reader.next(in).orElse(null);
        }
        if (line == null || line.flaw() != Flaw.NONE) {
            return false;
        }
        if (command == null) {
            try {
                command = CommandParser.parse(line.text());
            } catch (CommandSyntaxException answeredLater) {
                return false;
            }
        }
        if (command instanceof Hello) {
            return mail != null;
        }
        if (command instanceof Plain plain) {
            return plain.verb() == Verb.DATA || (plain.verb() == Verb.RSET && mail != null);
        }
        return !(command instanceof Unknown);
    }

    private Step command(ByteBuffer in, boolean worker) {
        if (worker) {
            needsWorker(in);
        }
        if (line == null) {
            return Step.INPUT;
        }
        if (worker && command instanceof Plain plain && plain.verb() == Verb.STARTTLS) {
            return Step.IO_THREAD;
        }
        Line read = line;
        Command understood = command;
        line = null;
        command = null;
        if (read.flaw() != Flaw.NONE) {
            return mistake(answerTo(read.flaw()));
        }
        boolean login = understood instanceof Auth;
        if (!login && read.text().length() > rules.settings().maxLineOctets() - 2) {
            return mistake(Replies.LINE_TOO_LONG);
        }
        if (understood == null) {
            return malformed(read.text());
        }
        return execute(understood, in);
    }

    private Step malformed(String text) {
        try {
            CommandParser.parse(text);
            throw new IllegalStateException("a malformed command is not: " + text);
        } catch (CommandSyntaxException refused) {
            if (text.regionMatches(true, 0, "BDAT", 0, 4)) {
                // Nobody knows how much data follows; it must not be taken for commands.
                return close(Reply.of(421, "4.5.4", refused.getMessage()));
            }
            return mistake(refused.reply());
        }
    }

    private Step execute(Command given, ByteBuffer in) {
        if (given instanceof Hello hello) {
            return hello(hello);
        } else if (given instanceof Mail begin) {
            return mail(begin);
        } else if (given instanceof Rcpt rcpt) {
            return recipient(rcpt);
        } else if (given instanceof Bdat bdat) {
            return bdat(bdat, in);
        } else if (given instanceof Auth auth) {
            return auth(auth);
        } else if (given instanceof Plain plain) {
            return plain(plain.verb());
        }
        boolean http = HTTP.contains(((Unknown) given).word());
        return http ? close(Replies.NOT_HTTP) : mistake(Replies.NOT_UNDERSTOOD);
    }

    private Step plain(Verb verb) {
        return switch (verb) {
            case DATA -> beginData();
            case STARTTLS -> startTls();
            case QUIT -> close(Replies.BYE);
            case NOOP -> answer(Replies.OK);
            case HELP -> answer(Replies.HELP);
            case VRFY -> answer(Replies.VERIFY);
            case RSET -> {
                endMail();
                yield answer(Replies.OK);
            }
            default -> mistake(Replies.NOT_OFFERED);
        };
    }

    private Step hello(Hello hello) {
        if (hello.verb() == Verb.LHLO) {
            return mistake(Replies.NOT_UNDERSTOOD);
        }
        endMail();
        client.hello(hello);
        if (clientName == null && rules.settings().reverseLookupMillis() > 0) {
            clientName = rooms.clientName(connection.remote().getAddress());
        }
        if (hello.verb() == Verb.HELO) {
            return answer(Reply.of(250, "2.0.0", rules.hostName()));
        }
        out.add(250, Offers.lines(rules, rooms, client));
        flush();
        return Step.MORE;
    }

    private Step mail(Mail begin) {
        if (!client.hasGreeted()) {
            return mistake(Replies.HELLO_FIRST);
        } else if (mail != null) {
            return mistake(Replies.ALREADY_BEGUN);
        } else if (rules.submission() && !client.isLoggedIn()) {
            return mistake(Replies.LOGIN_NEEDED);
        } else if (begin.parameters().requirements().contains(Requirement.BINARY)) {
            return mistake(Replies.NO_BINARY);
        } else if (++transactions > rules.settings().maxTransactions()) {
            return close(Replies.TOO_MANY_MESSAGES);
        }
        client.awaitName(clientName);
        Optional<Lease<Acceptance>> lease = rooms.acceptance();
        if (lease.isEmpty()) {
            return answer(Replies.ACCEPTANCE_AWAY);
        }
        mail = open(lease.get(), begin.parameters().requirements());
        Reply reply = mail.sender(begin);
        if (!reply.isPositive()) {
            endMail();
        }
        return answer(reply);
    }

    private IncomingMail open(Lease<Acceptance> lease, Set<Requirement> requirements) {
        boolean utf8 = requirements.contains(Requirement.SMTPUTF8);
        try {
            Transaction transaction = lease.service().begin(client.origin(utf8), Trace.OFF);
            return new IncomingMail(lease, transaction, rules, utf8);
        } catch (RuntimeException broken) {
            lease.close();
            throw broken;
        }
    }

    private Step recipient(Rcpt rcpt) {
        if (mail == null) {
            return mistake(Replies.MAIL_FIRST);
        } else if (mail.isChunked()) {
            return mistake(Replies.IN_CHUNKS);
        }
        Reply reply = mail.recipient(rcpt);
        if (reply.isPermanent() && ++refusedRecipients >= rules.settings().maxRefusedRecipients()) {
            out.add(reply);
            return close(Replies.TOO_MANY_ERRORS);
        }
        return answer(reply);
    }

    private Step beginData() {
        if (mail == null) {
            return mistake(Replies.MAIL_FIRST);
        } else if (mail.isChunked()) {
            return mistake(Replies.IN_CHUNKS);
        }
        Reply reply = mail.beginData();
        if (reply.code() == 354) {
            state = State.DATA;
        }
        return answer(reply);
    }

    private Step bdat(Bdat bdat, ByteBuffer in) {
        chunkSize = bdat.size();
        lastChunk = bdat.last();
        if (mail == null) {
            skipped = new ChunkDecoder(bdat.size());
            state = State.SKIPPED_CHUNK;
            return skip(in);
        }
        mail.beginChunk(bdat.size());
        state = State.CHUNK;
        return data(in);
    }

    private Step skip(ByteBuffer in) {
        if (!skipped.decode(in, slice -> {})) {
            return Step.INPUT;
        }
        state = State.COMMAND;
        return mistake(Replies.MAIL_FIRST);
    }

    private Step data(ByteBuffer in) {
        if (!(state == State.DATA ? mail.data(in) : mail.chunk(in))) {
            return Step.INPUT;
        }
        if (state == State.CHUNK && !lastChunk) {
            state = State.COMMAND;
            return answer(mail.chunkReply(chunkSize));
        }
        state = State.COMMIT;
        commit = mail.commit();
        return Step.COMMIT;
    }

    private Step startTls() {
        if (!rules.offersTls()) {
            return mistake(Replies.NOT_OFFERED);
        } else if (client.isEncrypted()) {
            return mistake(Replies.TLS_ACTIVE);
        } else if (mail != null) {
            return mistake(Replies.ALREADY_BEGUN);
        }
        state = State.HANDSHAKE;
        answer(Replies.READY_FOR_TLS);
        return Step.HANDSHAKE;
    }

    private Step auth(Auth auth) {
        if (!client.hasGreeted()) {
            return mistake(Replies.HELLO_FIRST);
        } else if (!rules.offersLogin()) {
            return mistake(Replies.NOT_OFFERED);
        } else if (client.isLoggedIn()) {
            return mistake(Replies.LOGIN_AGAIN);
        } else if (mail != null) {
            return mistake(Replies.ALREADY_BEGUN);
        }
        Optional<Lease<Authenticator>> lease = rooms.authenticator();
        if (lease.isEmpty()) {
            return answer(Replies.LOGIN_AWAY);
        }
        login = new Login(lease.get());
        return loggedIn(login.begin(auth.mechanism(), auth.initialResponse(), client.context()));
    }

    private Step loginLine(ByteBuffer in) {
        Optional<Line> response = reader.next(in);
        if (response.isEmpty()) {
            return Step.INPUT;
        }
        return switch (response.get().flaw()) {
            case NONE -> loggedIn(login.respond(response.get().text()));
            case TOO_LONG -> loggedIn(Login.Result.over(Replies.LOGIN_TOO_LONG));
            default -> loggedIn(Login.Result.over(Replies.NOT_BASE64));
        };
    }

    private Step loggedIn(Login.Result result) {
        if (result.challenge().isPresent()) {
            state = State.LOGIN;
            out.add(334, List.of(result.challenge().get()));
            return Step.MORE;
        }
        endLogin();
        state = State.COMMAND;
        result.identity().ifPresent(client::loggedIn);
        Reply reply = result.reply().orElseThrow();
        if (reply.isPermanent()) {
            counters.loginFailed();
            LOG.info("Login from {} failed: {}", connection.remote(), reply);
            if (++failedLogins >= rules.settings().maxFailedLogins()) {
                out.add(reply);
                return close(Replies.TOO_MANY_ERRORS);
            }
        }
        return answer(reply);
    }

    private Step answer(Reply reply) {
        out.add(reply);
        if (out.size() > MOST_HELD) {
            flush();
        }
        return Step.MORE;
    }

    /** An answer to something that no well-behaved client does. */
    private Step mistake(Reply reply) {
        Step next = answer(reply);
        if (++mistakes >= rules.settings().maxBadCommands()) {
            LOG.info("Too many errors from {}, last answer {}", connection.remote(), reply);
            return close(Replies.TOO_MANY_ERRORS);
        }
        return next;
    }

    private static Reply answerTo(Flaw flaw) {
        return switch (flaw) {
            case TOO_LONG -> Replies.LINE_TOO_LONG;
            case BARE_CR, BARE_LF -> Replies.BAD_LINE_END;
            case NUL, NOT_UTF8, NONE -> Replies.BAD_OCTETS;
        };
    }

    private void endMail() {
        if (mail != null) {
            mail.close();
            mail = null;
        }
    }

    private void endLogin() {
        if (login != null) {
            login.close();
            login = null;
        }
    }
}
