// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A POP3 client that hides nothing. */
final class Client implements AutoCloseable {
    private Socket socket;
    private InputStream in;

    Client(int port) throws IOException {
        use(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private void use(Socket now) throws IOException {
        socket = now;
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void beginTls(SSLContext trust) throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        trust.getSocketFactory()
                                .createSocket(socket, "localhost", socket.getPort(), true);
        secured.startHandshake();
        use(secured);
    }

    void send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** A line without its CR LF; null at the end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.write(octet);
            String text = line.toString(StandardCharsets.ISO_8859_1);
            if (octet == '\n') {
                if (!text.endsWith("\r\n")) {
                    throw new IOException("bare LF behind " + text);
                }
                return text.substring(0, text.length() - 2);
            }
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1) + "<cut>";
    }

    String ask(String command) throws IOException {
        send(command + "\r\n");
        return line();
    }

    /** Lines behind a positive answer, dots taken away. */
    List<String> list() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !".".equals(line); line = line()) {
            if (line == null || line.endsWith("<cut>")) {
                throw new IOException("cut in an answer: " + lines);
            }
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    List<String> list(String command) throws IOException {
        String head = ask(command);
        if (!head.startsWith("+OK")) {
            throw new IOException(head);
        }
        return list();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
