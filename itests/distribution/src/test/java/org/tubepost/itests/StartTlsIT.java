// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** STARTTLS on every protocol, with clients as quick as can be. */
@ExtendWith(DistributionExtension.class)
class StartTlsIT {
    private static final int TIMES = 40;
    private static final Map<Integer, String> INVITATIONS =
            Map.of(587, "EHLO x\r\nSTARTTLS\r\n", 143, "a STARTTLS\r\n", 110, "STLS\r\n");
    private static final Map<Integer, String> COMMANDS =
            Map.of(587, "NOOP\r\n", 143, "b NOOP\r\n", 110, "CAPA\r\n");

    private final Distribution server;

    StartTlsIT(Distribution server) {
        this.server = server;
    }

    @Test
    void handshakeBeginsHoweverQuickTheClientIs() throws Exception {
        for (int port : INVITATIONS.keySet()) {
            for (int i = 0; i < TIMES; i++) {
                try (Socket plain =
                        new Socket(InetAddress.getLoopbackAddress(), server.port(port))) {
                    plain.setSoTimeout(10_000);
                    line(plain.getInputStream());
                    say(plain, INVITATIONS.get(port));
                    String answer = line(plain.getInputStream());
                    while (answer.startsWith("250")) {
                        answer = line(plain.getInputStream());
                    }
                    assertThat(answer).containsAnyOf("220", "OK");
                    SSLSocket tls = secure(plain);
                    say(tls, COMMANDS.get(port));
                    assertThat(line(tls.getInputStream())).containsAnyOf("250", "OK");
                }
            }
        }
    }

    @Test
    void commandsInjectedBeforeTheHandshakeAreNotAnsweredBehindIt() throws Exception {
        for (int port : INVITATIONS.keySet()) {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port(port))) {
                plain.setSoTimeout(10_000);
                line(plain.getInputStream());
                say(plain, INVITATIONS.get(port) + "NONSENSE\r\n");
                String answer = line(plain.getInputStream());
                while (answer.startsWith("250")) {
                    answer = line(plain.getInputStream());
                }
                SSLSocket tls = secure(plain);
                say(tls, COMMANDS.get(port));
                assertThat(line(tls.getInputStream())).containsAnyOf("250", "OK");
            }
        }
    }

    @Test
    void commandsInjectedBehindTheInvitationEndTheConnection() throws Exception {
        for (int port : INVITATIONS.keySet()) {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port(port))) {
                plain.setSoTimeout(10_000);
                line(plain.getInputStream());
                say(plain, INVITATIONS.get(port));
                String answer = line(plain.getInputStream());
                while (answer.startsWith("250")) {
                    answer = line(plain.getInputStream());
                }
                say(plain, COMMANDS.get(port)); // no handshake: not what TLS begins with
                byte[] said = plain.getInputStream().readAllBytes(); // an alert at most
                assertThat(new String(said, StandardCharsets.ISO_8859_1))
                        .doesNotContain("250", "OK", "BAD", "ERR");
            }
        }
    }

    @Test
    void renegotiationEndsTheConnection() throws Exception {
        for (int port : INVITATIONS.keySet()) {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port(port))) {
                plain.setSoTimeout(10_000);
                line(plain.getInputStream());
                say(plain, INVITATIONS.get(port));
                String answer = line(plain.getInputStream());
                while (answer.startsWith("250")) {
                    answer = line(plain.getInputStream());
                }
                SSLSocket tls = TlsClient.unfinished(plain, TlsClient.anonymous());
                tls.setEnabledProtocols(new String[] {"TLSv1.2"});
                tls.startHandshake();
                say(tls, COMMANDS.get(port));
                assertThat(line(tls.getInputStream())).containsAnyOf("250", "OK");
                assertThatThrownBy(
                                () -> {
                                    tls.startHandshake();
                                    tls.getInputStream().readAllBytes();
                                })
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aCertificateIsReplacedWhileAConnectionStaysOpen() throws Exception {
        Path keys = server.home().resolve("data/tls");
        try (Socket plain = connected(143);
                SSLSocket open = secure(plain)) {
            assertThat(subject(open)).doesNotContain("CN=replaced.example");
            Path key = keys.resolve("new-key.pem");
            Path certificate = keys.resolve("new-certificate.pem");
            Distribution.Called made =
                    Distribution.call(
                            new ProcessBuilder(
                                    "openssl",
                                    "req",
                                    "-x509",
                                    "-newkey",
                                    "rsa:2048",
                                    "-nodes",
                                    "-keyout",
                                    key.toString(),
                                    "-out",
                                    certificate.toString(),
                                    "-days",
                                    "9",
                                    "-subj",
                                    "/CN=replaced.example"));
            assertThat(made.status()).as(made.output()).isZero();
            Files.move(key, keys.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    certificate,
                    keys.resolve("certificate.pem"),
                    StandardCopyOption.REPLACE_EXISTING);
            Distribution.await(
                    Duration.ofSeconds(60),
                    "new connections see the new certificate",
                    () -> {
                        try (Socket next = connected(143);
                                SSLSocket tls = secure(next)) {
                            return subject(tls).equals("CN=replaced.example");
                        }
                    });
            say(open, "c NOOP\r\n");
            assertThat(line(open.getInputStream())).startsWith("c OK");
        }
    }

    /** A connection that has been invited to shake hands. */
    private Socket connected(int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port(port));
        plain.setSoTimeout(10_000);
        line(plain.getInputStream());
        say(plain, INVITATIONS.get(port));
        line(plain.getInputStream());
        return plain;
    }

    private static String subject(SSLSocket tls) throws IOException {
        return tls.getSession().getPeerPrincipal().getName();
    }

    private static SSLSocket secure(Socket plain) throws Exception {
        return TlsClient.secure(plain, TlsClient.anonymous());
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = in.read()) >= 0 && octet != '\n') {
            line.append((char) octet);
        }
        return line.toString();
    }
}
