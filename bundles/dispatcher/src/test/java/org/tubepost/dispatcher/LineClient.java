// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of {@link LineProtocol} on a real socket. */
final class LineClient implements AutoCloseable {
    final Socket socket;
    final BufferedReader in;

    LineClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    LineClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    String line() throws IOException {
        return in.readLine();
    }

    String ask(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return line();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
