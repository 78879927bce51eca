// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** A server on a real socket that answers as the test says and keeps what it was told. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final UnaryOperator<String> answers;
    final List<String> lines = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final List<String> peers = new CopyOnWriteArrayList<>();
    volatile Optional<SSLContext> keys = Optional.empty();

    /**
     * A server.
     *
     * @param answers the answer to a line; {@code "greeting"} and {@code "."} stand for the
     *     greeting and the end of data; null closes the connection
     */
    ScriptedServer(UnaryOperator<String> answers) throws IOException {
        this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.answers = answers;
        Thread thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** A server that takes everything and offers these extensions. */
    static UnaryOperator<String> polite(String... extensions) {
        return line -> {
            if (line.equals("greeting")) {
                return "220 ready";
            }
            if (line.startsWith("EHLO")) {
                StringBuilder answer = new StringBuilder("250-hello");
                for (String extension : extensions) {
                    answer.append("\r\n250-").append(extension);
                }
                return answer.append("\r\n250 HELP").toString();
            }
            return line.equals("DATA") ? "354 go on" : "250 2.0.0 ok";
        };
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connections.incrementAndGet();
                peers.add(client.getInetAddress().getHostAddress());
                Thread thread = new Thread(() -> talk(client), "scripted-session");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException gone) {
                lines.add("(closed)");
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            converse(client);
        } catch (IOException gone) {
            lines.add("(closed)");
        }
    }

    private void converse(Socket client) throws IOException {
        if (talk(client, "greeting")) {
            Socket secret =
                    keys.orElseThrow()
                            .getSocketFactory()
                            .createSocket(client, client.getInputStream(), true);
            talk(secret, "");
        }
    }

    /** True when TLS is to begin. */
    private boolean talk(Socket client, String first) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                client.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = client.getOutputStream();
        boolean data = false;
        String line = first.isEmpty() ? next(in) : first;
        while (line != null) {
            if (!data || line.equals(".")) {
                data = line.equals("DATA");
                String answer = answers.apply(line);
                if (answer == null) {
                    return false;
                }
                data &= answer.startsWith("354");
                out.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                if (line.equals("STARTTLS") && answer.startsWith("220")) {
                    return true;
                }
                if (line.equals("QUIT")) {
                    return false;
                }
            }
            line = next(in);
            if (line != null && line.startsWith("BDAT")) {
                int size = Integer.parseInt(line.split(" ")[1]);
                char[] chunk = new char[size];
                for (int at = 0; at < size; ) {
                    at += in.read(chunk, at, size - at);
                }
                lines.add(new String(chunk));
            }
        }
        return false;
    }

    private String next(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line != null) {
            lines.add(line);
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
