// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.ClientConnection;
import org.tubepost.auth.scram.ChannelBinding;
import org.tubepost.wire.smtp.Capabilities;
import org.tubepost.wire.smtp.Command.Verb;
import org.tubepost.wire.smtp.CommandWriter;
import org.tubepost.wire.smtp.DataEncoder;
import org.tubepost.wire.smtp.ReplyReader;
import org.tubepost.wire.smtp.ServerReply;

/**
 * A conversation with one server, from its greeting to QUIT. Blocks its thread; each wait ends
 * after the time limit of the command or at the deadline of the delivery, whichever is first. A
 * failure ends the session and says what is known to the next report.
 */
final class ClientSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** For the answer to DATA and for each piece of a message (RFC 5321 section 4.5.3.2). */
    private static final Duration DATA_TIME = Duration.ofMinutes(2);

    private static final Duration BLOCK_TIME = Duration.ofMinutes(3);

    private final Target target;
    private final ClientConnection connection;
    private final Dialect dialect;
    private final Duration replyTime;
    private final ReplyReader replies = new ReplyReader();
    private final ByteBuffer in = ByteBuffer.allocate(4096).flip();
    private Capabilities capabilities = Capabilities.NONE;
    private Instant deadline = Instant.MAX;
    private String doing = "connecting";
    private final long opened = System.nanoTime();
    private List<String> hidden = List.of();
    private String serverName = "";
    private int messages;
    private boolean clean = true;

    ClientSession(Target target, ClientConnection connection, Dialect dialect, Duration replyTime) {
        this.target = target;
        this.connection = connection;
        this.dialect = dialect;
        this.replyTime = replyTime;
    }

    Target target() {
        return target;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    /** The name that the host gave itself in its answer to EHLO or HELO; empty if none. */
    String serverName() {
        return serverName;
    }

    /** How long it is open. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - opened);
    }

    /** Extensions that are not used although the host offers them. */
    void hide(List<String> extensions) {
        hidden = extensions;
    }

    /** No wait of this session lasts longer than this. */
    void deadline(Instant until) {
        deadline = until;
    }

    /** Messages that went over it. */
    int messages() {
        return messages;
    }

    /** Another message begins; until {@link #settled} the session cannot be used again. */
    void begin() {
        messages++;
        clean = false;
    }

    /** Nothing is under way any more. */
    void settled() {
        clean = true;
    }

    /** True when another message may follow. */
    boolean isReusable() {
        return clean && !in.hasRemaining() && connection.isOpen();
    }

    /** Protocol and cipher; empty without TLS. */
    String tls() {
        return connection.tls();
    }

    /**
     * What ties a login to this TLS connection; empty without TLS or where it is not defined, and
     * after TLS 1.2: a server may expect {@code tls-exporter} there (RFC 9266), which Java 17 has
     * not.
     */
    Optional<byte[]> channelBinding() {
        return connection.tlsSession().flatMap(ClientSession::binding);
    }

    static Optional<byte[]> binding(SSLSession tls) {
        if (!tls.getProtocol().equals("TLSv1.2")) {
            return Optional.empty();
        }
        try {
            return ChannelBinding.of(tls.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException anonymous) {
            return Optional.empty();
        }
    }

    Dialect dialect() {
        return dialect;
    }

    /** Waits for the greeting and says EHLO or LHLO. */
    void greet(String ownName) throws SessionFailure {
        doing = "waiting for the greeting";
        ServerReply greeting = reply(replyTime);
        if (!greeting.isPositive()) {
            throw new SessionFailure(asTransient(greeting));
        }
        hello(ownName);
    }

    /** EHLO, or HELO where that is not understood; LHLO. */
    void hello(String ownName) throws SessionFailure {
        Verb verb = dialect.hello();
        ServerReply answer = ask(verb.name(), CommandWriter.hello(verb, ownName));
        if (answer.isPositive()) {
            offered(answer);
            return;
        }
        if (answer.isTransient() || !dialect.fallsBack()) {
            throw new SessionFailure(asTransient(answer));
        }
        capabilities = Capabilities.NONE;
        ServerReply plain = ask("HELO", CommandWriter.hello(Verb.HELO, ownName));
        if (!plain.isPositive()) {
            throw new SessionFailure(asTransient(plain));
        }
        serverName = firstWord(plain);
    }

    private void offered(ServerReply answer) {
        Capabilities all = Capabilities.of(answer);
        for (String extension : hidden) {
            all = all.without(extension);
        }
        capabilities = all;
        serverName = firstWord(answer);
    }

    private static String firstWord(ServerReply answer) {
        String line = answer.lines().isEmpty() ? "" : answer.lines().get(0).trim();
        int blank = line.indexOf(' ');
        return blank < 0 ? line : line.substring(0, blank);
    }

    /**
     * STARTTLS and EHLO again.
     *
     * @param name for SNI, and what the certificate must bear if it is verified
     * @return the answer, if the server refused; the session goes on in clear then
     */
    Optional<Reply> startTls(SSLContext context, String name, boolean verify, String ownName)
            throws SessionFailure {
        ServerReply answer = ask("STARTTLS", CommandWriter.plain(Verb.STARTTLS));
        if (!answer.isPositive()) {
            return Optional.of(answer.toReply());
        }
        try {
            doing = "starting TLS";
            in.position(in.limit());
            connection.timeout(limit(replyTime));
            connection.startTls(context, name, verify);
        } catch (IOException failed) {
            throw failure(failed, "4.7.5");
        }
        hello(ownName);
        return Optional.empty();
    }

    /** Sends commands in one go and returns at once; the answers come from {@link #next}. */
    void send(List<ByteBuffer> commands) throws SessionFailure {
        try {
            connection.timeout(limit(replyTime));
            connection.write(commands.toArray(ByteBuffer[]::new));
        } catch (IOException failed) {
            throw failure(failed, "4.4.2");
        }
    }

    /** The answer to a command that was sent. */
    ServerReply next(String command) throws SessionFailure {
        doing = command;
        return reply(command.equals("DATA") ? atMost(DATA_TIME) : replyTime);
    }

    private Duration atMost(Duration time) {
        return time.compareTo(replyTime) < 0 ? time : replyTime;
    }

    /** One command and its answer. */
    ServerReply ask(String name, ByteBuffer command) throws SessionFailure {
        send(List.of(command));
        return next(name);
    }

    /** Sends the message as the data of DATA, after 354; its answers come from {@link #verdict}. */
    void data(Content content) throws SessionFailure {
        try {
            doing = "sending the message";
            connection.timeout(limit(atMost(BLOCK_TIME)));
            DataEncoder.send(content, connection::write);
        } catch (IOException failed) {
            throw notSent(content, failed);
        }
        doing = "waiting for the answer to the end of data";
    }

    /**
     * Sends the message as one chunk (RFC 3030), from file to socket where that is possible; its
     * answers come from {@link #verdict}.
     */
    void chunk(Content content) throws SessionFailure {
        try {
            doing = "sending the message";
            connection.timeout(limit(atMost(BLOCK_TIME)));
            connection.write(CommandWriter.bdat(content.size(), true));
            connection.write(content, 0, content.size());
        } catch (IOException failed) {
            throw notSent(content, failed);
        }
        doing = "waiting for the answer to BDAT";
    }

    /** The answer to the message; with LMTP that for the next recipient. */
    ServerReply verdict() throws SessionFailure {
        return reply(replyTime.multipliedBy(2));
    }

    private ServerReply reply(Duration time) throws SessionFailure {
        try {
            while (true) {
                Optional<ServerReply> reply = replies.next(in);
                if (reply.isPresent()) {
                    if (reply.get().code() == 421) {
                        throw new SessionFailure(reply.get().toReply());
                    }
                    return reply.get();
                }
                connection.timeout(limit(time));
                int read = connection.read(in.clear());
                in.flip();
                if (read < 0) {
                    throw new IOException("server closed the connection");
                }
            }
        } catch (SessionFailure said) {
            clean = false;
            throw said;
        } catch (IOException failed) {
            throw failure(failed, "4.4.2");
        }
    }

    private Duration limit(Duration time) throws SocketTimeoutException {
        Duration left = Duration.between(Instant.now(), deadline);
        if (left.isNegative() || left.isZero()) {
            throw new SocketTimeoutException("the time for this attempt is over");
        }
        return left.compareTo(time) < 0 ? left : time;
    }

    /** What failed was the connection, unless the message cannot be read. */
    private SessionFailure notSent(Content content, IOException cause) {
        try {
            content.readThrough();
            return failure(cause, "4.4.2");
        } catch (IOException unreadable) {
            LOG.error("A message for {} cannot be read from the queue", target, unreadable);
            return failure(unreadable, "4.3.0");
        }
    }

    private SessionFailure failure(IOException cause, String status) {
        clean = false;
        if (cause instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
            return new SessionFailure(Reply.of(451, "4.3.2", "stopped while " + doing), cause);
        }
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new SessionFailure(
                Reply.of(451, status, printable(why + " (" + doing + ", " + target + ")")), cause);
    }

    private static String printable(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 127)
                ? text.replaceAll("\\p{Cntrl}", "?")
                : text;
    }

    /** A refusal of the whole session is no verdict about a recipient. */
    private static Reply asTransient(ServerReply reply) {
        Reply said = reply.toReply();
        return reply.isTransient() ? said : Reply.of(451, "4.3.2", "host refuses to talk: " + said);
    }

    /** QUIT without waiting long for the answer. */
    @Override
    public void close() {
        try (connection) {
            if (clean && connection.isOpen()) {
                connection.timeout(Duration.ofSeconds(2));
                connection.write(CommandWriter.plain(Verb.QUIT));
            }
        } catch (IOException gone) {
            clean = false;
        }
    }
}
