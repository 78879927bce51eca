// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/**
 * Reads commands and answers them (RFC 1939). On worker threads, one at a time. The lease of the
 * store is held from the login to goodbye. When the client does not read, no further command is
 * looked at.
 */
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
    private Optional<Share> answer = Optional.empty();
    private volatile boolean usesStore;
    private boolean utf8;
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

    /** True when it holds the store, or is about to. Any thread. */
    boolean usesStore() {
        return usesStore;
    }

    @Override
    public Progress step(ByteBuffer in) {
        if (connection.pendingOctets() > settings.maxPendingOctets()) {
            flush();
            return Progress.NETWORK;
        }
        if (answer.isPresent()) {
            return goOn(answer.get());
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
            LOG.info("The store refuses a command of {}", connection.remote(), refused);
            say("-ERR " + RefusedException.printable(code(refused) + " " + refused.getMessage()));
        } catch (IOException failed) {
            LOG.warn("A command failed", failed);
            say("-ERR [SYS/TEMP] cannot be read");
        } catch (RuntimeException bug) {
            LOG.error("A command failed", bug);
            login.close();
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
            login.close();
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
        String command = name.trim().toUpperCase(Locale.ROOT);
        if (line.text().length() > LONGEST_COMMAND - 2 && !command.equals("AUTH")) {
            throw RefusedException.bad("line is too long");
        }
        return command(command, argument);
    }

    private Progress command(String name, String argument) throws RefusedException, IOException {
        switch (name) {
            case "CAPA" -> capabilities();
            case "LANG" -> language(argument.trim());
            case "QUIT" -> {
                return quit();
            }
            default -> {
                if (maildrop.isPresent()) {
                    answer = maildrop.get().run(name, argument.trim());
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
            case "UTF8" -> {
                utf8 = true;
                say("+OK messages may come in UTF-8");
            }
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

    /** From here on the login has an end, also when the maildrop cannot be opened. */
    private void open(Identity who) throws RefusedException, IOException {
        login.loggedIn(who);
        try {
            openMaildrop(who);
        } catch (RefusedException | IOException | RuntimeException refused) {
            login.loggedOut(context());
            throw refused;
        }
    }

    private void openMaildrop(Identity who) throws RefusedException, IOException {
        Optional<Duration> wait = rooms.pollTimes().login(who.id());
        if (wait.isPresent()) {
            throw RefusedException.of(
                    "[LOGIN-DELAY] too early, try again in "
                            + wait.get().plusSeconds(1).toSeconds()
                            + " seconds");
        }
        usesStore = true;
        store = rooms.store();
        if (store.isEmpty()) {
            letGo();
            rooms.pollTimes().takeBack(who.id());
            throw RefusedException.of("[SYS/TEMP] message store is away for a moment");
        }
        try {
            Maildrop opened = new Maildrop(store.get().service(), who);
            maildrop = Optional.of(new MaildropCommands(opened, utf8, this::say, counters));
            say("+OK " + opened.count() + " messages");
        } catch (IOException | RuntimeException failed) {
            letGo();
            rooms.pollTimes().takeBack(who.id());
            throw failed;
        }
    }

    private Progress startTls() throws RefusedException {
        if (!offersTls()) {
            throw RefusedException.bad("STLS is not offered");
        }
        say("+OK begin TLS now");
        login.forget();
        utf8 = false;
        reader = new LineReader();
        return Progress.HANDSHAKE;
    }

    private boolean offersTls() {
        return connection.tls().isEmpty() && connection.listener().tls() == TlsMode.STARTTLS;
    }

    private AuthenticationContext context() {
        return connection.authenticationContext("pop3", hostName);
    }

    private void capabilities() {
        say("+OK this can be done:");
        Offers.lines(settings, login, context(), offersTls()).forEach(this::say);
        say(".");
    }

    private void language(String range) throws RefusedException {
        if (!range.isEmpty()) {
            say(Languages.choose(range));
            return;
        }
        say("+OK languages:");
        Languages.listing().forEach(this::say);
        say(".");
    }

    private Progress quit() {
        try {
            if (maildrop.isPresent()) {
                maildrop.get().maildrop().update();
            }
            say("+OK bye");
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Messages marked by POP3 could not be deleted", failed);
            say("-ERR [SYS/TEMP] some messages were not deleted");
        }
        flush();
        return Progress.CLOSED;
    }

    private Progress goOn(Share current) {
        flush();
        try {
            if (current.write(connection)) {
                current.close();
                answer = Optional.empty();
            }
            return Progress.MORE;
        } catch (IOException | RuntimeException failed) {
            // Within a message there is no way to say so: only a broken connection tells it.
            LOG.warn("A message could not be read to its end", failed);
            connection.abort();
            return Progress.CLOSED;
        }
    }

    /** The authenticator is going. */
    @Override
    public void wake() {
        login.abandon();
    }

    @Override
    public void flush() {
        if (!out.isEmpty()) {
            byte[] octets = out.toString().getBytes(StandardCharsets.ISO_8859_1);
            connection.write(ByteBuffer.wrap(octets));
            out.setLength(0);
        }
    }

    /**
     * A client that was silent for too long hears nothing (RFC 1939 section 3), and in the middle
     * of a message a line would become a part of it.
     */
    @Override
    public void bye(Reason reason) {
        if (answer.isEmpty() && reason != Reason.SILENT) {
            say(
                    reason == Reason.OVERLOADED
                            ? "-ERR [SYS/TEMP] server is overloaded"
                            : "-ERR [SYS/TEMP] the server ends this session, try again");
        }
        flush();
        free();
    }

    /** Without QUIT nothing is deleted. */
    @Override
    public void free() {
        answer.ifPresent(Share::close);
        answer = Optional.empty();
        login.close();
        letGo();
        login.loggedOut(context());
    }

    private void letGo() {
        maildrop.ifPresent(m -> m.maildrop().close());
        maildrop = Optional.empty();
        store.ifPresent(Lease::close);
        store = Optional.empty();
        usesStore = false;
    }
}
