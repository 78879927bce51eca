// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A login step by step, the same on IMAP, POP3 and submission, in clear or with TLS. */
final class SaslTalk implements AutoCloseable {

    /** A protocol with its ports and the words that differ. */
    enum Wire {
        IMAP("imap", 143, 993, "a STARTTLS", "a CAPABILITY", "a AUTHENTICATE "),
        SUBMISSION("smtp", 587, 465, "STARTTLS", "EHLO client.example", "AUTH "),
        POP3("pop", 110, 995, "STLS", "CAPA", "AUTH ");

        /** Name of the service in SASL. */
        final String service;

        final int port;
        final int tlsPort;
        final String startTls;
        final String ask;
        final String authenticate;

        Wire(
                String service,
                int port,
                int tlsPort,
                String startTls,
                String ask,
                String authenticate) {
            this.service = service;
            this.port = port;
            this.tlsPort = tlsPort;
            this.startTls = startTls;
            this.ask = ask;
            this.authenticate = authenticate;
        }
    }

    /** State of TLS. */
    enum Security {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** Answers challenges as a mechanism of SASL does. */
    interface Responder {
        byte[] respond(byte[] challenge) throws Exception;
    }

    private final Wire wire;
    private final SSLSession tls;
    private Socket socket;
    private InputStream in;

    SaslTalk(Distribution server, Wire wire, Security security, String from) throws Exception {
        this(
                server,
                wire,
                security,
                from,
                security == Security.IMPLICIT ? wire.tlsPort : wire.port,
                TlsClient.anonymous());
    }

    /**
     * Connects.
     *
     * @param from address of this machine to come from
     * @param port standard number
     * @param context with the client's certificate, or without
     */
    SaslTalk(
            Distribution server,
            Wire wire,
            Security security,
            String from,
            int port,
            SSLContext context)
            throws Exception {
        this.wire = wire;
        Socket plain =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        server.port(port),
                        InetAddress.getByName(from),
                        0);
        plain.setSoTimeout(30_000);
        use(plain);
        if (security == Security.STARTTLS) {
            line();
            if (wire == Wire.SUBMISSION) {
                command(wire.ask);
            }
            command(wire.startTls);
        }
        SSLSocket secure = security == Security.NONE ? null : TlsClient.secure(plain, context);
        this.tls = secure == null ? null : secure.getSession();
        if (secure != null) {
            use(secure);
        }
        if (security != Security.STARTTLS) {
            line();
        }
        if (wire == Wire.SUBMISSION) {
            command(wire.ask);
        }
    }

    private void use(Socket next) throws IOException {
        socket = next;
        in = next.getInputStream();
    }

    SSLSession tls() {
        return tls;
    }

    /**
     * Names of the mechanisms that are offered, sorted, with {@code USER} and {@code LOGIN} for
     * passwords.
     */
    List<String> offered() throws IOException {
        TreeSet<String> offered = new TreeSet<>();
        for (String line : command(wire.ask)) {
            // What stands before the words that POP3 has alone: a tag, or a code.
            String rest = wire == Wire.POP3 ? line : line.replaceFirst("^(\\* |[0-9]+[ -])", "");
            List<String> words = List.of(rest.split(" "));
            if (wire == Wire.IMAP) {
                words.stream()
                        .filter(word -> word.startsWith("AUTH="))
                        .forEach(word -> offered.add(word.substring("AUTH=".length())));
            } else if (words.get(0).equals(wire == Wire.POP3 ? "SASL" : "AUTH")) {
                offered.addAll(words.subList(1, words.size()));
            }
        }
        return List.copyOf(offered);
    }

    /** Sends a line and gives all lines of its answer. */
    List<String> command(String text) throws IOException {
        say(text);
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = line();
            lines.add(line);
        } while (!isLast(text, line, lines.size()));
        return lines;
    }

    private boolean isLast(String command, String line, int count) {
        return switch (wire) {
            case IMAP -> line.startsWith("a ") || line.startsWith("+") || line.startsWith("* BYE");
            case SUBMISSION -> line.length() < 4 || line.charAt(3) != '-';
            default ->
                    !command.equals("CAPA")
                            || line.equals(".")
                            || count == 1 && line.startsWith("-");
        };
    }

    /** Logs in and gives the last line of the server. */
    String authenticate(String mechanism, Responder responder) throws Exception {
        List<String> answer = command(wire.authenticate + mechanism);
        String line = answer.get(answer.size() - 1);
        while (line.startsWith("+ ") || line.startsWith("334 ")) {
            String challenge = line.substring(line.indexOf(' ') + 1).strip();
            byte[] response = responder.respond(Base64.getDecoder().decode(challenge));
            say(Base64.getEncoder().encodeToString(response));
            do {
                line = line();
            } while (line.startsWith("* CAPABILITY"));
        }
        return line;
    }

    /** Logs in with the client side of a mechanism and gives the last line of the server. */
    String authenticate(String mechanism, String user, String secret, String authorization)
            throws Exception {
        return authenticate(
                mechanism, Sasl.of(wire.service, mechanism, user, secret, authorization, tls));
    }

    /** True if the answer to a login lets the client in. */
    static boolean isIn(String answer) {
        return Stream.of("a OK", "+OK", "235 ").anyMatch(answer::startsWith);
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = in.read()) >= 0 && octet != '\n') {
            line.append((char) octet);
        }
        if (octet < 0 && line.isEmpty()) {
            return "closed";
        }
        boolean ended = line.length() > 0 && line.charAt(line.length() - 1) == '\r';
        return line.substring(0, line.length() - (ended ? 1 : 0));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
