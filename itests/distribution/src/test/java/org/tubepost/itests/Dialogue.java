// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An SMTP session step by step: a command, its reply, and time for other things between. */
final class Dialogue implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Dialogue(Distribution server) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.port(25));
        socket.setSoTimeout(60_000);
        in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        reply();
    }

    /** Sends a line, or lines of text, and gives the last line of the reply. */
    String say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return reply();
    }

    private String reply() throws IOException {
        String line;
        do {
            line = in.readLine();
        } while (line != null && line.startsWith("-", 3));
        return line == null ? "closed" : line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
