// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.WorkerSession;
import org.tubepost.api.protocol.WorkerSession.Progress;
import org.tubepost.api.protocol.WorkerSession.Reason;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;

/** Reads commands and answers them (RFC 1939). On worker threads, one at a time. */
final class Conversation implements WorkerSession.Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int LONGEST_COMMAND = 512;
    private static final int GATHERED = 16 * 1024;

    private final Connection connection;
    private final String hostName;
    private final Pop3Settings settings;
    private final Rooms rooms;
    private final Counters counters;
    private final Login login;
    private final StringBuilder out = new StringBuilder();
    private LineReader reader = new LineReader();
    private Optional<Lease<MessageStore>> store = Optional.empty();
    private Optional<MaildropCommands> maildrop = Optional.empty();
    private Optional<Retrieval> retrieval = Optional.empty();
    private int badCommands;

    Conversation(
            Connection connection,
            String hostName,
            Pop3Settings settings,
            Rooms rooms,
            Counters counters) {
        this.connection = connection;
        this.hostName = hostName;
        this.settings = settings;
        this.rooms = rooms;
        this.counters = counters;
        this.login = new Login(rooms, counters);
    }

    void greet() {
        say("+OK " + hostName + " Tubepost POP3 ready");
        flush();
    }

    /** A line of an answer. */
    void say(String line) {
        out.append(line).append("\r\n");
        if (out.length() > GATHERED) {
            flush();
        }
    }

    @Override
    public Progress step(ByteBuffer in) {
        if (retrieval.isPresent()) {
            return retrieve(retrieval.get());
        }
        // AUTH may bring its response along.
        int longest = maildrop.isEmpty() ? settings.maxLoginLineOctets() : LONGEST_COMMAND;
        Optional<LineReader.Line> line = reader.next(in, longest);
        if (line.isEmpty()) {
            return Progress.INPUT;
        }
        try {
            return line(line.get());
        } catch (RefusedException refused) {
            say("-ERR " + refused.getMessage());
            return afterRefusal(refused.isBad());
        } catch (StoreException refused) {
            say("-ERR " + code(refused) + " " + refused.getMessage());
        } catch (IOException failed) {
            LOG.warn("A command failed", failed);
            say("-ERR [SYS/TEMP] cannot be read");
        } catch (RuntimeException bug) {
            LOG.error("A command failed", bug);
            say("-ERR [SYS/TEMP] internal error");
        }
        return Progress.MORE;
    }

    private Progress afterRefusal(boolean bad) {
        badCommands += bad ? 1 : 0;
        if (badCommands >= settings.maxBadCommands()
                || login.failures() >= settings.maxFailedLogins()) {
            say("-ERR too many of these, goodbye");
            flush();
            return Progress.CLOSED;
        }
        return Progress.MORE;
    }

    private static String code(StoreException refused) {
        return switch (refused.code()) {
            case UNAVAILABLE, EXPUNGEISSUED, LIMIT -> "[SYS/TEMP]";
            default -> "[SYS/PERM]";
        };
    }

    private Progress line(LineReader.Line line) throws RefusedException, IOException {
        if (line.tooLong()) {
            throw RefusedException.bad("line is too long");
        }
        if (login.isUnderWay()) {
            Optional<Identity> who = login.line(line.text(), this::say);
            if (who.isPresent()) {
                open(who.get());
            }
            return Progress.MORE;
        }
        int blank = line.text().indexOf(' ');
        String name = blank < 0 ? line.text() : line.text().substring(0, blank);
        String argument = blank < 0 ? "" : line.text().substring(blank + 1);
        return command(name.trim().toUpperCase(Locale.ROOT), argument);
    }

    private Progress command(String name, String argument) throws RefusedException, IOException {
        switch (name) {
            case "CAPA" -> capabilities();
            case "QUIT" -> {
                return quit();
            }
            default -> {
                if (maildrop.isPresent()) {
                    retrieval = maildrop.get().run(name, argument.trim());
                    return Progress.MORE;
                }
                return beforeLogin(name, argument);
            }
        }
        return Progress.MORE;
    }

    private Progress beforeLogin(String name, String argument)
            throws RefusedException, IOException {
        switch (name) {
            case "USER" -> {
                login.user(utf8(argument), context());
                say("+OK now PASS");
            }
            case "PASS" ->
                    open(login.password(argument.getBytes(StandardCharsets.ISO_8859_1), context()));
            case "AUTH" -> auth(argument);
            case "STLS" -> {
                return startTls();
            }
            case "STAT", "LIST", "RETR", "DELE", "NOOP", "RSET", "TOP", "UIDL" ->
                    throw RefusedException.bad(name + " needs a login");
            default -> throw RefusedException.bad("unknown command");
        }
        return Progress.MORE;
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void auth(String argument) throws RefusedException, IOException {
        String[] words = argument.trim().split(" +", 2);
        if (words[0].isEmpty()) {
            say("+OK mechanisms:");
            login.mechanisms(context()).forEach(this::say);
            say(".");
            return;
        }
        Optional<String> initial = words.length > 1 ? Optional.of(words[1]) : Optional.empty();
        Optional<Identity> who = login.begin(words[0], initial, context(), this::say);
        if (who.isPresent()) {
            open(who.get());
        }
    }

    private void open(Identity who) throws RefusedException, IOException {
        store = rooms.store();
        if (store.isEmpty()) {
            throw RefusedException.of("[SYS/TEMP] message store is away for a moment");
        }
        Maildrop opened = new Maildrop(store.get().service(), who);
        maildrop = Optional.of(new MaildropCommands(opened, this::say, counters));
        say("+OK " + opened.count() + " messages");
    }

    private Progress startTls() throws RefusedException {
        if (!offersTls()) {
            throw RefusedException.bad("STLS is not offered");
        }
        say("+OK begin TLS now");
        flush();
        login.close();
        reader = new LineReader();
        return Progress.HANDSHAKE;
    }

    private boolean offersTls() {
        return connection.tls().isEmpty() && connection.listener().tls() == TlsMode.STARTTLS;
    }

    private AuthenticationContext context() {
        return new AuthenticationContext(
                "pop3", hostName, connection.remote(), !connection.tls().isEmpty());
    }

    /** RFC 2449, RFC 3206. */
    private void capabilities() {
        say("+OK this can be done:");
        say("TOP");
        say("UIDL");
        say("RESP-CODES");
        say("AUTH-RESP-CODE");
        say("PIPELINING");
        say("EXPIRE NEVER");
        if (maildrop.isEmpty()) {
            if (login.allowsPlainText(context())) {
                say("USER");
            }
            String mechanisms = String.join(" ", login.mechanisms(context()));
            if (!mechanisms.isEmpty()) {
                say("SASL " + mechanisms);
            }
            if (offersTls()) {
                say("STLS");
            }
        }
        say("IMPLEMENTATION Tubepost");
        say(".");
    }

    private Progress quit() {
        try {
            if (maildrop.isPresent()) {
                maildrop.get().maildrop().update();
            }
            say("+OK bye");
        } catch (IOException failed) {
            LOG.warn("Messages marked by POP3 could not be deleted", failed);
            say("-ERR [SYS/TEMP] some messages were not deleted");
        }
        flush();
        return Progress.CLOSED;
    }

    private Progress retrieve(Retrieval current) {
        flush();
        if (connection.pendingOctets() > settings.maxPendingOctets()) {
            return Progress.NETWORK;
        }
        try {
            connection.write(current.next());
        } catch (IOException failed) {
            // Within a message there is no way to say so: only a broken connection tells it.
            LOG.warn("A message could not be read to its end", failed);
            connection.abort();
            return Progress.CLOSED;
        }
        if (current.isFinished()) {
            current.close();
            retrieval = Optional.empty();
        }
        return Progress.MORE;
    }

    @Override
    public void flush() {
        if (!out.isEmpty()) {
            byte[] octets = out.toString().getBytes(StandardCharsets.ISO_8859_1);
            connection.write(ByteBuffer.wrap(octets));
            out.setLength(0);
        }
    }

    @Override
    public void bye(Reason reason) {
        // In the middle of a message a line would become a part of it.
        if (retrieval.isEmpty()) {
            say(
                    switch (reason) {
                        case SILENT -> "-ERR silent for too long, goodbye";
                        case ENDING, ROOM_LEAVES -> "-ERR [SYS/TEMP] server is being restarted";
                        case OVERLOADED -> "-ERR [SYS/TEMP] server is overloaded";
                    });
            flush();
        }
    }

    /** Without QUIT nothing is deleted. */
    @Override
    public void free() {
        retrieval.ifPresent(Retrieval::close);
        retrieval = Optional.empty();
        login.close();
        maildrop.ifPresent(m -> m.maildrop().close());
        maildrop = Optional.empty();
        store.ifPresent(Lease::close);
        store = Optional.empty();
    }
}
