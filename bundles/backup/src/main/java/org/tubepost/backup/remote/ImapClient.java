// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.tubepost.api.protocol.ClientConnection;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.api.store.ImapImport;
import org.tubepost.wire.imap.RawCommand;

/**
 * A connection to an IMAP server (RFC 3501) that reads and never changes anything. Used by one
 * thread.
 */
public final class ImapClient implements AutoCloseable {
    private static final Pattern EXISTS = Pattern.compile("(?i)\\* (\\d{1,10}) EXISTS");
    private static final Pattern EXPUNGE = Pattern.compile("(?i)\\* \\d{1,10} EXPUNGE");
    private static final Pattern CODE =
            Pattern.compile("(?i)\\* OK \\[(UIDVALIDITY|UIDNEXT) (\\d{1,10})].*");

    private final String host;
    private final ImapLink link;
    private final Set<String> capabilities = new HashSet<>();
    private int commands;
    private long expunged;

    private ImapClient(String host, ImapLink link) {
        this.host = host;
        this.link = link;
    }

    /** Takes untagged responses. */
    private interface Untagged {
        void take(RawCommand response) throws IOException;
    }

    /**
     * Connects and logs in.
     *
     * @param patience asked while the server is silent; throws to give up
     * @throws RefusedException if the server does not want us, or not safely
     */
    public static ImapClient open(
            Connector connector,
            TlsContexts contexts,
            ImapImport.Server server,
            ImapImport.Account account,
            Waiting patience)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("there is no host " + server.host());
        }
        ClientConnection connection = connector.connect(address, server.timeout());
        ImapClient client =
                new ImapClient(server.host(), new ImapLink(connection, server.timeout(), patience));
        try {
            client.greet(server, contexts);
            client.login(server, account);
            return client;
        } catch (IOException | RuntimeException failed) {
            client.link.close();
            throw failed;
        }
    }

    private void greet(ImapImport.Server server, TlsContexts contexts) throws IOException {
        if (server.security() == ImapImport.Security.TLS) {
            startTls(server, contexts);
        }
        String greeting = link.response(Optional.empty()).firstText();
        if (!greeting.regionMatches(true, 0, "* OK", 0, 4)) {
            throw new RefusedException(host + " says: " + greeting);
        }
        askCapabilities();
        if (server.security() == ImapImport.Security.STARTTLS) {
            if (!capabilities.contains("STARTTLS")) {
                throw new RefusedException(host + " has no STARTTLS");
            }
            run("STARTTLS", r -> {}, Optional.empty());
            startTls(server, contexts);
            askCapabilities();
        }
    }

    private void startTls(ImapImport.Server server, TlsContexts contexts) throws IOException {
        try {
            link.startTls(contexts.clientContext(server.verify()), host, server.verify());
        } catch (SSLException refused) {
            throw new RefusedException(
                    "no TLS with " + host + ": " + refused.getMessage() + " (certificate, names)");
        }
    }

    private void askCapabilities() throws IOException {
        capabilities.clear();
        run(
                "CAPABILITY",
                response -> {
                    String text = response.firstText().toUpperCase(Locale.ROOT);
                    if (text.startsWith("* CAPABILITY ")) {
                        capabilities.addAll(List.of(text.substring(13).strip().split(" +")));
                    }
                },
                Optional.empty());
    }

    private void login(ImapImport.Server server, ImapImport.Account account) throws IOException {
        String name = server.administrator().orElse(account.remote());
        String as = server.administrator().isPresent() ? account.remote() : "";
        if (capabilities.contains("AUTH=PLAIN")) {
            byte[] message = (as + "\0" + name + "\0" + account.password()).getBytes(UTF_8);
            plain(Base64.getEncoder().encodeToString(message));
        } else if (!as.isEmpty()) {
            throw new RefusedException(
                    host + " has no AUTH=PLAIN, by which an administrator acts as others");
        } else if (capabilities.contains("LOGINDISABLED")) {
            throw new RefusedException(host + " takes no password on a connection without TLS");
        } else {
            run(
                    "LOGIN " + quoted(name) + " " + quoted(account.password()),
                    "LOGIN",
                    r -> {},
                    Optional.empty());
        }
        askCapabilities();
    }

    private void plain(String message) throws IOException {
        if (capabilities.contains("SASL-IR")) {
            run("AUTHENTICATE PLAIN " + message, "AUTHENTICATE", r -> {}, Optional.empty());
            return;
        }
        String tag = send("AUTHENTICATE PLAIN");
        RawCommand response = link.response(Optional.empty());
        while (response.firstText().startsWith("* ")) {
            response = link.response(Optional.empty());
        }
        if (response.firstText().startsWith("+")) {
            link.write(message + "\r\n");
            response = null;
        }
        await(tag, "AUTHENTICATE", response, r -> {}, Optional.empty());
    }

    /** The user's own folders, not those that others share. */
    public List<RemoteFolder> folders() throws IOException {
        RemoteNames names = new RemoteNames(namespaces());
        boolean extended = capabilities.contains("LIST-EXTENDED");
        boolean uses = extended && capabilities.contains("SPECIAL-USE");
        return names.folders(
                listed("LIST \"\" \"*\"" + (uses ? " RETURN (SPECIAL-USE)" : ""), "LIST"));
    }

    /** Names of {@link RemoteFolder#wire} that the user subscribed to. */
    public Set<String> subscriptions() throws IOException {
        Set<String> all = new HashSet<>();
        listed("LSUB \"\" \"*\"", "LSUB").stream()
                .filter(l -> !l.attributes().contains("\\noselect"))
                .forEach(l -> all.add(l.wire()));
        return all;
    }

    private List<Responses.Namespace> namespaces() throws IOException {
        List<Responses.Namespace> all = new ArrayList<>();
        if (capabilities.contains("NAMESPACE")) {
            run(
                    "NAMESPACE",
                    response -> Responses.namespaces(response).ifPresent(all::addAll),
                    Optional.empty());
        }
        return all;
    }

    private List<Responses.Listed> listed(String command, String kind) throws IOException {
        List<Responses.Listed> all = new ArrayList<>();
        run(
                command,
                response -> Responses.listed(response, kind).ifPresent(all::add),
                Optional.empty());
        return all;
    }

    /** Opens a mailbox for reading. */
    public RemoteMailbox examine(RemoteFolder folder) throws IOException {
        long[] found = new long[3];
        run(
                "EXAMINE " + quotedOctets(folder.wire()),
                response -> {
                    Matcher exists = EXISTS.matcher(response.firstText());
                    Matcher code = CODE.matcher(response.firstText());
                    if (exists.matches()) {
                        found[2] = Long.parseLong(exists.group(1));
                    } else if (code.matches()) {
                        boolean next = code.group(1).equalsIgnoreCase("UIDNEXT");
                        found[next ? 1 : 0] = Long.parseLong(code.group(2));
                    }
                },
                Optional.empty());
        expunged = 0;
        return new RemoteMailbox(found[0], found[1], found[2]);
    }

    /** Messages of the open mailbox that went away since. */
    public long expunged() {
        return expunged;
    }

    /**
     * Fetches messages of the open mailbox with one command, as fast as they are taken, in the
     * server's order. A message may come twice, or not although the command succeeds.
     *
     * @param uids a sequence set; with {@code *} in it the last message may come although its UID
     *     is not in it
     */
    public void fetch(String uids, Arrivals to) throws IOException {
        BodyWatch watch = new BodyWatch(to);
        run(
                "UID FETCH " + uids + " (UID FLAGS INTERNALDATE BODY.PEEK[])",
                "FETCH",
                response -> {
                    Responses.fetched(response, watch.seen, to);
                    watch.seen = false;
                },
                Optional.of(watch));
    }

    /** Told of a message of the open mailbox. */
    public interface Flagged {
        /** It has these flags, {@code \Recent} among them. */
        void message(long uid, List<String> flags);
    }

    /**
     * Tells the flags of messages of the open mailbox.
     *
     * @param first UID; the last message may be told although its UID is smaller
     * @param next UID below which messages are told; 0 for all
     * @return how many were told
     */
    public long flags(long first, long next, Flagged to) throws IOException {
        Set<Long> told = new HashSet<>();
        String until = next > 1 ? Long.toString(next - 1) : "*";
        run(
                "UID FETCH " + first + ":" + until + " (UID FLAGS)",
                response ->
                        Responses.flagged(response)
                                .ifPresent(
                                        message -> {
                                            told.add(message.uid());
                                            to.message(message.uid(), message.flags());
                                        }));
        return told.size();
    }

    /** Knows whether the response that is being read brought a content. */
    private static final class BodyWatch implements Arrivals {
        private final Arrivals to;
        private boolean seen;

        BodyWatch(Arrivals to) {
            this.to = to;
        }

        @Override
        public void begin(long size) throws IOException {
            seen = true;
            to.begin(size);
        }

        @Override
        public void piece(ByteBuffer octets) throws IOException {
            to.piece(octets);
        }

        @Override
        public void end(long uid, List<String> flags, Optional<Instant> date) {
            throw new IllegalStateException("a literal ends no message");
        }
    }

    private void run(String command, Untagged untagged) throws IOException {
        run(command, command, untagged, Optional.empty());
    }

    private void run(String command, Untagged untagged, Optional<Arrivals> bodies)
            throws IOException {
        run(command, command, untagged, bodies);
    }

    /**
     * Runs a command.
     *
     * @param shown the command as messages may show it
     */
    private void run(String command, String shown, Untagged untagged, Optional<Arrivals> bodies)
            throws IOException {
        await(send(command), shown, null, untagged, bodies);
    }

    private String send(String command) throws IOException {
        String tag = "T" + ++commands;
        link.write(tag + " " + command + "\r\n");
        return tag;
    }

    private void await(
            String tag,
            String shown,
            RawCommand first,
            Untagged untagged,
            Optional<Arrivals> bodies)
            throws IOException {
        RawCommand response = first == null ? link.response(bodies) : first;
        for (; ; response = link.response(bodies)) {
            String text = response.firstText();
            if (text.startsWith(tag + " ")) {
                String answer = text.substring(tag.length() + 1);
                if (!answer.regionMatches(true, 0, "OK", 0, 2)) {
                    throw new RefusedException(host + " answers " + shown + " with: " + answer);
                }
                return;
            }
            if (text.regionMatches(true, 0, "* BYE", 0, 5)) {
                throw new IOException(host + " ended the connection: " + text.substring(2));
            }
            if (EXPUNGE.matcher(text).matches()) {
                expunged++;
            }
            untagged.take(response);
        }
    }

    private String quoted(String text) throws RefusedException {
        if (!text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new RefusedException(
                    host + " has only LOGIN, which takes names and passwords in ASCII");
        }
        return quotedOctets(text);
    }

    private static String quotedOctets(String octets) {
        return '"' + octets.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Says goodbye, without waiting for the answer. */
    @Override
    public void close() {
        try (link) {
            link.write("T" + ++commands + " LOGOUT\r\n");
        } catch (IOException gone) {
            // There is nobody to say goodbye to.
        }
    }
}
