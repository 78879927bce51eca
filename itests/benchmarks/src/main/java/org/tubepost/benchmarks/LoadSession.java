// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client's connection by SMTP (RFC 5321) or LMTP (RFC 2033), plain, one thread. After an error
 * the connection is of no use.
 */
final class LoadSession implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 300_000;

    private final LoadPlan plan;
    private final byte[] text;
    private final Socket socket = new Socket();
    private final InputStream in;

    /** A reply that was not the wanted one. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        RefusedException(String reply) {
            super(reply);
        }
    }

    LoadSession(LoadPlan plan, byte[] text) throws IOException {
        this.plan = plan;
        this.text = text;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(plan.server(), PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            expect('2');
            send((plan.lmtp() ? "LHLO" : "EHLO") + " load.test\r\n");
            expect('2');
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Sends one message, and returns when the server has taken it for all recipients. */
    void deliver() throws IOException {
        if (plan.pipelining()) {
            StringBuilder commands = new StringBuilder(mail());
            for (int i = 0; i < plan.recipients(); i++) {
                commands.append(recipient(i));
            }
            send(commands.append("DATA\r\n").toString());
            expect('2');
            for (int i = 0; i < plan.recipients(); i++) {
                expect('2');
            }
        } else {
            send(mail());
            expect('2');
            for (int i = 0; i < plan.recipients(); i++) {
                send(recipient(i));
                expect('2');
            }
            send("DATA\r\n");
        }
        expect('3');
        socket.getOutputStream().write(text);
        for (int i = 0; i < (plan.lmtp() ? plan.recipients() : 1); i++) {
            expect('2');
        }
    }

    private String mail() {
        return "MAIL FROM:<" + plan.sender() + ">\r\n";
    }

    private String recipient(int number) {
        return "RCPT TO:<" + plan.to(number) + ">\r\n";
    }

    private void send(String commands) throws IOException {
        socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
    }

    private void expect(char first) throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        if (line.isEmpty() || line.charAt(0) != first) {
            throw new RefusedException(line);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            if (octet != '\r') {
                line.write(octet);
            }
            octet = in.read();
        }
        if (octet < 0) {
            throw new IOException("closed by the server");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Says QUIT and waits for the answer, as a polite client does. */
    void quit() throws IOException {
        send("QUIT\r\n");
        expect('2');
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
