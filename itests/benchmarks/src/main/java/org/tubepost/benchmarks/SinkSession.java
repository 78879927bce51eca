// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client of a sink, on one thread. Replies to pipelined commands leave together (RFC 2920):
 * when nothing more has come.
 */
final class SinkSession {
    private static final int MAX_LINE = 4096;

    private final SinkPlan plan;
    private final AtomicLong messages;
    private final AtomicLong refusals;
    private final InputStream in;
    private final OutputStream out;
    private int recipients;

    SinkSession(SinkPlan plan, Socket socket, AtomicLong messages, AtomicLong refusals)
            throws IOException {
        this.plan = plan;
        this.messages = messages;
        this.refusals = refusals;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 13);
    }

    void run() throws IOException {
        reply("220 sink.test ready\r\n");
        String command = "";
        while (!command.equals("QUIT")) {
            if (in.available() == 0) {
                out.flush();
            }
            String line = line();
            command = line.length() < 4 ? "" : line.substring(0, 4).toUpperCase(Locale.ROOT);
            answer(command);
        }
        out.flush();
    }

    private void answer(String command) throws IOException {
        switch (command) {
            case "EHLO", "LHLO" ->
                    reply(
                            "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n");
            case "MAIL", "RSET" -> {
                recipients = 0;
                reply("250 2.0.0 OK\r\n");
            }
            case "RCPT" -> recipient();
            case "DATA" -> data();
            case "QUIT" -> reply("221 2.0.0 bye\r\n");
            case "HELO", "NOOP" -> reply("250 sink.test\r\n");
            default -> reply("502 5.5.1 not here\r\n");
        }
    }

    private void recipient() throws IOException {
        if (chance(plan.failure())) {
            refusals.incrementAndGet();
            reply(plan.refusal());
        } else {
            recipients++;
            reply("250 2.1.5 OK\r\n");
        }
    }

    private void data() throws IOException {
        if (recipients == 0) {
            reply("554 5.5.1 no valid recipients\r\n");
            return;
        }
        reply("354 go on\r\n");
        out.flush();
        skipText();
        delay();
        boolean refused = chance(plan.lateFailure());
        (refused ? refusals : messages).incrementAndGet();
        for (int i = 0; i < (plan.lmtp() ? recipients : 1); i++) {
            reply(refused ? plan.refusal() : "250 2.0.0 taken\r\n");
        }
    }

    private void delay() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(plan.delayMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static boolean chance(double share) {
        return share > 0 && ThreadLocalRandom.current().nextDouble() < share;
    }

    /** Up to CR LF dot CR LF; the text may begin with the dot. */
    private void skipText() throws IOException {
        String end = "\r\n.\r\n";
        int matched = 2;
        while (matched < end.length()) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("ended in a text");
            }
            if (octet == end.charAt(matched)) {
                matched++;
            } else {
                matched = octet == '\r' ? 1 : 0;
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            if (line.length() < MAX_LINE) {
                line.append((char) octet);
            }
            octet = in.read();
        }
        if (octet < 0) {
            throw new IOException("closed by the client");
        }
        return line.toString();
    }

    private void reply(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
