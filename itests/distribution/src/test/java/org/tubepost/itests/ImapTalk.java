// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A raw conversation in IMAP, for what mail libraries hide. */
final class ImapTalk implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private int tag;

    ImapTalk(Distribution server, String user) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), server.port(143));
        socket.setSoTimeout(20_000);
        this.in = socket.getInputStream();
        line();
        command("LOGIN " + Post.user(user) + " " + Distribution.PASSWORD);
    }

    /** Sends a command and gives all lines of its answer, the tagged one last. */
    List<String> command(String text) throws IOException {
        String name = "t" + ++tag;
        say(name + " " + text + "\r\n");
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = line();
            lines.add(line);
        } while (!line.startsWith(name + " "));
        return lines;
    }

    /** As {@link #command}; the answer must be OK. */
    List<String> ok(String text) throws IOException {
        List<String> lines = command(text);
        String last = lines.get(lines.size() - 1);
        if (!last.contains(" OK ")) {
            throw new IOException(text + ": " + lines);
        }
        return lines;
    }

    /** The tagged line without its tag. */
    String result(String text) throws IOException {
        List<String> lines = command(text);
        String last = lines.get(lines.size() - 1);
        return last.substring(last.indexOf(' ') + 1);
    }

    /** Appends a message and gives its UID. */
    long append(String mailbox, String options, String message) throws IOException {
        int size = message.getBytes(StandardCharsets.ISO_8859_1).length;
        String answer =
                result("APPEND " + mailbox + " " + options + "{" + size + "+}\r\n" + message);
        String code = answer.substring(answer.indexOf("[APPENDUID "), answer.indexOf(']'));
        return Long.parseLong(code.substring(code.lastIndexOf(' ') + 1));
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A line with the literals in it. */
    String line() throws IOException {
        StringBuilder whole = new StringBuilder();
        while (true) {
            String part = plainLine();
            whole.append(part);
            int brace = part.lastIndexOf('{');
            if (brace < 0 || !part.endsWith("}")) {
                return whole.toString();
            }
            int size = Integer.parseInt(part.substring(brace + 1, part.length() - 1));
            whole.append("\r\n")
                    .append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
        }
    }

    private String plainLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException("closed after " + line);
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
