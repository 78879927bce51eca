// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.protocol.ClientConnection;
import org.tubepost.net.server.FileContent;
import org.tubepost.testkit.Keys;

@Timeout(30)
class SocketConnectorTest {
    private final SocketConnector connector = new SocketConnector();

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static SSLServerSocket tlsServer() throws IOException {
        return (SSLServerSocket)
                Keys.context()
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private ClientConnection connect(ServerSocket server, int millis) throws IOException {
        return connector.connect(
                new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                Duration.ofMillis(millis));
    }

    private static String read(ClientConnection connection, int octets) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(octets);
        while (into.hasRemaining() && connection.read(into) >= 0) {
            // read on
        }
        return new String(into.array(), 0, into.position(), StandardCharsets.US_ASCII);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static CompletableFuture<byte[]> reads(Socket socket, int octets) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        InputStream in = socket.getInputStream();
                        return in.readNBytes(octets);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void aSilentPeerEndsTheReadAfterItsTime() throws Exception {
        try (ServerSocket server = server();
                ClientConnection connection = connect(server, 5000)) {
            connection.timeout(Duration.ofMillis(200));
            long begin = System.nanoTime();
            assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(10)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(190));
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write("late".getBytes(StandardCharsets.US_ASCII));
                assertThat(read(connection, 4)).isEqualTo("late"); // the connection is whole
            }
        }
    }

    @Test
    void aPeerThatTakesNothingEndsTheWriteAfterItsTime() throws Exception {
        try (ServerSocket server = server();
                ClientConnection connection = connect(server, 200)) {
            assertThatThrownBy(() -> connection.write(ByteBuffer.allocate(64 * 1024 * 1024)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aClosedPeerIsSeenWithoutTrafficAndEarlyWordsAreKept() throws Exception {
        try (ServerSocket server = server();
                ClientConnection connection = connect(server, 5000);
                Socket peer = server.accept()) {
            assertThat(connection.isOpen()).isTrue();
            peer.getOutputStream().write("421 bye".getBytes(StandardCharsets.US_ASCII));
            peer.close();
            while (connection.isOpen()) {
                if (read(connection, 7).equals("421 bye")) {
                    break;
                }
            }
            assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void refusedAndUnresolvedAreIoExceptions() throws Exception {
        InetSocketAddress free;
        try (ServerSocket server = server()) {
            free = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        }
        assertThatThrownBy(() -> connector.connect(free, Duration.ofSeconds(2)))
                .isInstanceOf(java.net.ConnectException.class);
        assertThatThrownBy(
                        () ->
                                connector.connect(
                                        InetSocketAddress.createUnresolved("x.invalid", 25),
                                        Duration.ofSeconds(2)))
                .isInstanceOf(java.net.UnknownHostException.class);
    }

    @Test
    void aContentGoesOutWholeInClearAndUnderTls(@TempDir Path dir) throws Exception {
        byte[] data = new byte[5_000_000];
        new Random(3).nextBytes(data);
        FileContent content = new FileContent(Files.write(dir.resolve("c"), data));
        try (ServerSocket server = server();
                ClientConnection connection = connect(server, 5000);
                Socket peer = server.accept()) {
            CompletableFuture<byte[]> got = reads(peer, data.length);
            connection.write(content, 0, data.length);
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(data);
        }
        try (SSLServerSocket server = tlsServer();
                ClientConnection connection = connect(server, 5000);
                Socket peer = server.accept()) {
            CompletableFuture<byte[]> got = reads(peer, data.length);
            connection.startTls(Keys.context(), "localhost", true);
            connection.write(content, 0, data.length);
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(data);
            assertThat(connection.tls()).startsWith("TLSv1.3 TLS_");
            peer.getOutputStream().write("thanks".getBytes(StandardCharsets.US_ASCII));
            assertThat(read(connection, 6)).isEqualTo("thanks");
            assertThat(connection.isOpen()).isTrue();
            peer.close();
            while (connection.isOpen()) {
                Thread.onSpinWait();
            }
            assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefusedOnlyWhenAskedTo() throws Exception {
        try (SSLServerSocket server = tlsServer();
                ClientConnection strict = connect(server, 5000);
                Socket peer = server.accept()) {
            CompletableFuture<byte[]> ignored = reads(peer, 1);
            assertThatThrownBy(() -> strict.startTls(Keys.context(), "mx.example.org", true))
                    .isInstanceOf(SSLException.class);
            assertThat(ignored).failsWithin(5, TimeUnit.SECONDS);
        }
        try (SSLServerSocket server = tlsServer();
                ClientConnection lax = connect(server, 5000);
                Socket peer = server.accept()) {
            CompletableFuture<byte[]> got = reads(peer, 2);
            lax.startTls(Keys.context(), "mx.example.org", false);
            lax.write(bytes("h"), bytes("i"));
            assertThat(new String(got.get(5, TimeUnit.SECONDS), StandardCharsets.US_ASCII))
                    .isEqualTo("hi");
        }
    }

    @Test
    void anInterruptEndsAWait() throws Exception {
        try (ServerSocket server = server();
                ClientConnection connection = connect(server, 20_000)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(java.io.InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
