// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.TlsMode;
import org.tubepost.testkit.Keys;

@Timeout(30)
class ServerConnectionTest {
    private static final int MEGABYTE = 1024 * 1024;

    /** A client of lines over any socket. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = socket.getOutputStream();
        }

        Client(House house) throws IOException {
            this(new Socket(house.address().getAddress(), house.address().getPort()));
        }

        Client send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return this;
        }

        String line() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static SSLSocket tls(House house) throws IOException {
        return (SSLSocket)
                Keys.context()
                        .getSocketFactory()
                        .createSocket(house.address().getAddress(), house.address().getPort());
    }

    private static SSLSocket tls(Socket plain) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        Keys.context()
                                .getSocketFactory()
                                .createSocket(plain, "localhost", plain.getPort(), true);
        socket.startHandshake();
        return socket;
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws Exception {
        try (House house = new House(TlsMode.NONE, 60, (t, line) -> t.say("re " + line));
                Client client = new Client(house)) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 5000; i++) {
                many.append(i).append("\r\n");
            }
            client.send(many.toString());
            assertThat(client.line()).isEqualTo("hello");
            for (int i = 0; i < 5000; i++) {
                assertThat(client.line()).isEqualTo("re " + i);
            }
        }
    }

    @Test
    void everyEventOfAConnectionComesOnOneThread() throws Exception {
        CountDownLatch posted = new CountDownLatch(200);
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) ->
                                        t.connection.execute(
                                                () ->
                                                        t.connection.executeOnIoThread(
                                                                () -> {
                                                                    t.threads.add(
                                                                            Thread.currentThread());
                                                                    posted.countDown();
                                                                })));
                Client client = new Client(house)) {
            client.send("x\r\n".repeat(200));
            assertThat(posted.await(10, TimeUnit.SECONDS)).isTrue();
            Talk talk = house.talk();
            client.close();
            assertThat(talk.closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(talk.threads).hasSize(1);
            assertThat(talk.closedCalls).hasValue(1);
        }
    }

    @Test
    void tasksOfAConnectionRunInOrderOneAtATime() throws Exception {
        List<Integer> order = new ArrayList<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(500);
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) ->
                                        t.connection.execute(
                                                () -> {
                                                    most.accumulateAndGet(
                                                            running.incrementAndGet(), Math::max);
                                                    order.add(Integer.parseInt(line));
                                                    running.decrementAndGet();
                                                    done.countDown();
                                                }));
                Client client = new Client(house)) {
            for (int i = 0; i < 500; i++) {
                client.send(i + "\r\n");
            }
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(most).hasValue(1);
            assertThat(order).isSorted().hasSize(500);
        }
    }

    @Test
    void overloadedWorkersRejectAndTheConnectionLivesOn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (House house =
                new House(
                        TlsMode.NONE,
                        60,
                        1,
                        1,
                        Keys.engines(),
                        (t, line) -> {
                            try {
                                t.connection.execute(() -> await(release));
                                t.say("taken");
                            } catch (RejectedExecutionException overloaded) {
                                t.say("busy");
                            }
                        })) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(new Client(house));
                assertThat(clients.get(i).line()).isEqualTo("hello");
            }
            assertThat(clients.get(0).send("x\r\n").line()).isEqualTo("taken");
            assertThat(clients.get(1).send("x\r\n").line()).isEqualTo("taken");
            assertThat(clients.get(2).send("x\r\n").line()).isEqualTo("busy");
            release.countDown();
            String answer = clients.get(2).send("x\r\n").line();
            while (answer.equals("busy")) {
                answer = clients.get(2).send("x\r\n").line();
            }
            assertThat(answer).isEqualTo("taken");
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTaskOrSessionThatThrowsClosesOnlyItsConnection() throws Exception {
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) -> {
                                    if (line.equals("task")) {
                                        t.connection.execute(
                                                () -> {
                                                    throw new IllegalStateException("on purpose");
                                                });
                                    } else if (line.equals("session")) {
                                        throw new IllegalStateException("on purpose");
                                    } else {
                                        t.say("fine");
                                    }
                                });
                Client one = new Client(house);
                Client two = new Client(house);
                Client three = new Client(house)) {
            assertThat(one.line()).isEqualTo("hello");
            assertThat(two.line()).isEqualTo("hello");
            assertThat(three.line()).isEqualTo("hello");
            assertThat(one.send("task\r\n").line()).isNull();
            assertThat(two.send("session\r\n").line()).isNull();
            assertThat(three.send("x\r\n").line()).isEqualTo("fine");
            List<Talk> talks = List.of(house.talk(), house.talk(), house.talk());
            while (talks.stream().filter(t -> t.closed.getCount() == 0).count() < 2) {
                Thread.onSpinWait();
            }
            assertThat(three.send("x\r\n").line()).isEqualTo("fine");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"NONE", "IMPLICIT"})
    void aContentAndOctetsAroundItArriveWholeAndItIsGivenBack(TlsMode mode, @TempDir Path dir)
            throws Exception {
        byte[] bytes = new byte[20 * MEGABYTE];
        new Random(7).nextBytes(bytes);
        FileContent content = new FileContent(Files.write(dir.resolve("c"), bytes));
        AtomicReference<Long> left = new AtomicReference<>();
        CountDownLatch writable = new CountDownLatch(1);
        try (House house =
                        new House(
                                mode,
                                60,
                                (t, line) -> {
                                    t.say("begin");
                                    t.connection.write(content, 3, bytes.length - 3);
                                    t.say("end");
                                    left.set(t.connection.pendingOctets());
                                    t.connection.whenWritable(writable::countDown);
                                });
                Client client = new Client(mode == TlsMode.NONE ? plain(house) : tls(house))) {
            InputStream in = client.socket.getInputStream();
            // The greeting is read first, so that it is no longer among what is pending.
            assertThat(client.line()).isEqualTo("hello");
            client.send("go\r\n");
            assertThat(new String(in.readNBytes(7), StandardCharsets.US_ASCII))
                    .isEqualTo("begin\r\n");
            assertThat(left.get()).isEqualTo(7 + bytes.length - 3 + 5);
            MessageDigest wanted = MessageDigest.getInstance("SHA-256");
            wanted.update(bytes, 3, bytes.length - 3);
            MessageDigest got = MessageDigest.getInstance("SHA-256");
            got.update(in.readNBytes(bytes.length - 3));
            assertThat(got.digest()).isEqualTo(wanted.digest());
            assertThat(client.line()).isEqualTo("end");
            assertThat(writable.await(5, TimeUnit.SECONDS)).isTrue();
            Talk talk = house.talk();
            client.close();
            assertThat(talk.closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(content.references).hasValue(1);
        }
    }

    private static Socket plain(House house) throws IOException {
        return new Socket(house.address().getAddress(), house.address().getPort());
    }

    @Test
    void aContentIsGivenBackWhenThePeerGoesInTheMiddle(@TempDir Path dir) throws Exception {
        FileContent content =
                new FileContent(Files.write(dir.resolve("c"), new byte[20 * MEGABYTE]));
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) -> {
                                    for (int i = 0; i < 5; i++) {
                                        t.connection.write(content, 0, content.size());
                                    }
                                });
                Client client = new Client(house)) {
            assertThat(client.line()).isEqualTo("hello");
            client.send("go\r\n").socket.getInputStream().readNBytes(MEGABYTE);
            client.socket.setSoLinger(true, 0);
            client.close();
            assertThat(house.talk().closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(content.references).hasValue(1);
        }
    }

    @Test
    void suspendedReadingLeavesOctetsInTheNetworkAndResumesWhole() throws Exception {
        int size = 16 * MEGABYTE;
        AtomicInteger lines = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(size / 16);
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) -> {
                                    if (lines.getAndIncrement() == 0) {
                                        t.connection.suspendReading();
                                    }
                                    all.countDown();
                                });
                Client client = new Client(house)) {
            Thread sender =
                    new Thread(
                            () -> {
                                try {
                                    client.send("0123456789abcd\r\n".repeat(size / 16));
                                } catch (IOException gone) {
                                    throw new IllegalStateException(gone);
                                }
                            });
            sender.start();
            Talk talk = house.talk();
            sender.join(1000); // cannot end: nobody reads
            assertThat(sender.isAlive()).isTrue();
            assertThat(talk.receivedCalls.get()).isLessThanOrEqualTo(2);
            talk.connection.resumeReading();
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            sender.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingInjectedBeforeTheHandshakeReachesTheSession(boolean onePacket) throws Exception {
        List<String> heard = new ArrayList<>();
        try (House house =
                new House(
                        TlsMode.STARTTLS,
                        60,
                        (t, line) -> {
                            heard.add(line);
                            if (line.equals("STARTTLS")) {
                                t.say("ready");
                                t.connection.startTls();
                            } else {
                                t.say("re " + line + " " + t.connection.tls());
                            }
                        })) {
            Client plain = new Client(house);
            assertThat(plain.line()).isEqualTo("hello");
            if (onePacket) {
                plain.send("STARTTLS\r\nEVIL\r\nEVI");
            } else {
                plain.send("STARTTLS\r\n");
            }
            assertThat(plain.line()).isEqualTo("ready");
            try (Client secure = new Client(tls(plain.socket))) {
                secure.send("NOOP\r\n");
                assertThat(secure.line()).startsWith("re NOOP TLSv1.3 TLS_");
            }
            assertThat(heard).containsExactly("STARTTLS", "NOOP");
        }
    }

    @Test
    void clearOctetsInsteadOfAHandshakeCloseTheConnectionUnread() throws Exception {
        List<String> heard = new ArrayList<>();
        try (House house =
                        new House(
                                TlsMode.STARTTLS,
                                60,
                                (t, line) -> {
                                    heard.add(line);
                                    t.say("ready");
                                    t.connection.startTls();
                                });
                Client client = new Client(house)) {
            client.send("STARTTLS\r\n");
            assertThat(client.line()).isEqualTo("hello");
            assertThat(client.line()).isEqualTo("ready");
            client.send("EVIL COMMAND IN CLEAR\r\n");
            Talk talk = house.talk();
            assertThat(talk.closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(heard).containsExactly("STARTTLS");
            assertThat(talk.secured.getCount()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,false", "TLSv1.2,true", "TLSv1.3,false", "TLSv1.3,true"})
    void implicitTlsEchoesMuchAndEndsWithCloseNotify(String version, boolean goodbye)
            throws Exception {
        try (House house =
                new House(
                        TlsMode.IMPLICIT,
                        60,
                        (t, line) -> {
                            t.say(line);
                            if (line.equals("QUIT") && goodbye) {
                                t.connection.closeAfterGoodbye();
                            } else if (line.equals("QUIT")) {
                                t.connection.close();
                            }
                        })) {
            SSLSocket socket = tls(house);
            socket.setEnabledProtocols(new String[] {version});
            try (Client client = new Client(socket)) {
                assertThat(client.line()).isEqualTo("hello");
                String text = "0123456789".repeat(5000);
                for (int i = 0; i < 50; i++) {
                    assertThat(client.send(text + "\r\n").line()).isEqualTo(text);
                }
                Talk talk = house.talk();
                assertThat(talk.connection.tls()).startsWith(version + " TLS_");
                assertThat(client.send("QUIT\r\n").line()).isEqualTo("QUIT");
                assertThat(client.line()).isNull(); // not a truncation error
            }
        }
    }

    @Test
    void aHandshakeWaitsForKeysThatAreAwayForAMoment() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Function<ServerTls, Optional<SSLEngine>> engines = Keys.engines();
        try (House house =
                        new House(
                                TlsMode.IMPLICIT,
                                60,
                                4,
                                100,
                                rules ->
                                        asked.getAndIncrement() == 0
                                                ? Optional.empty()
                                                : engines.apply(rules),
                                (t, line) -> t.say(line));
                Client client = new Client(tls(house))) {
            assertThat(client.line()).isEqualTo("hello");
            assertThat(asked.get()).isGreaterThan(1);
        }
    }

    @Test
    void silenceIsToldAndALimitCanBeLifted() throws Exception {
        try (House house = new House(TlsMode.NONE, 1, (t, line) -> t.connection.idleTimeout(0));
                Client silent = new Client(house);
                Client lifted = new Client(house)) {
            lifted.send("x\r\n");
            assertThat(silent.line()).isEqualTo("hello");
            assertThat(silent.line()).isEqualTo("bye");
            assertThat(silent.line()).isNull();
            assertThat(lifted.line()).isEqualTo("hello");
            lifted.socket.setSoTimeout(500);
            assertThatThrownBy(lifted::line).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aPeerThatEndsItsSideStillGetsItsAnswers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) ->
                                        t.connection.execute(
                                                () -> {
                                                    await(release);
                                                    t.connection.executeOnIoThread(
                                                            () -> t.say("re " + line));
                                                }));
                Client client = new Client(house)) {
            client.send("a\r\nb\r\n");
            client.socket.shutdownOutput();
            assertThat(client.line()).isEqualTo("hello");
            release.countDown();
            assertThat(client.line()).isEqualTo("re a");
            assertThat(client.line()).isEqualTo("re b");
            assertThat(client.line()).isNull();
            assertThat(house.talk().closed.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPeerThatSaidGoodbyeGetsItsAnswerAndIsNotHeardOut() throws Exception {
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) -> {
                                    t.say("bye");
                                    t.connection.closeAfterGoodbye();
                                });
                Client client = new Client(house)) {
            client.send("QUIT\r\n");
            assertThat(client.line()).isEqualTo("hello");
            assertThat(client.line()).isEqualTo("bye");
            assertThat(client.line()).isNull();
            // The first octet is answered by a reset, so that soon none can be sent.
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 10_000; i++) {
                                    client.send("x");
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void lastWordsArriveThoughTheClientHasSentMuchThatNobodyRead() throws Exception {
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) -> {
                                    if (line.equals("first")) {
                                        t.connection.suspendReading();
                                        t.say("refused");
                                        t.connection.close();
                                    }
                                });
                Client client = new Client(house)) {
            client.send("first\r\n" + "x".repeat(50_000) + "\r\n");
            assertThat(client.line()).isEqualTo("hello");
            assertThat(client.line()).isEqualTo("refused");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void writesOfManyThreadsAreWholeAndInTheOrderOfEach() throws Exception {
        try (House house =
                        new House(
                                TlsMode.NONE,
                                60,
                                (t, line) -> {
                                    for (int n = 0; n < 4; n++) {
                                        int thread = n;
                                        new Thread(
                                                        () -> {
                                                            for (int i = 0; i < 1000; i++) {
                                                                t.say(thread + " " + i);
                                                            }
                                                        })
                                                .start();
                                    }
                                });
                Client client = new Client(house)) {
            client.send("go\r\n");
            assertThat(client.line()).isEqualTo("hello");
            int[] next = new int[4];
            for (int i = 0; i < 4000; i++) {
                String[] parts = client.line().split(" ");
                int thread = Integer.parseInt(parts[0]);
                assertThat(Integer.parseInt(parts[1])).isEqualTo(next[thread]++);
            }
        }
    }

    @Test
    void anUnboundPortRefusesAndItsConnectionsLiveOn() throws Exception {
        try (House house = new House(TlsMode.NONE, 60, (t, line) -> t.say("re " + line));
                Client client = new Client(house)) {
            assertThat(client.line()).isEqualTo("hello");
            house.listening.close();
            assertThat(client.send("x\r\n").line()).isEqualTo("re x");
            assertThatThrownBy(() -> plain(house)).isInstanceOf(java.net.ConnectException.class);
        }
    }
}
