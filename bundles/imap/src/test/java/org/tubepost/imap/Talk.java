// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.tubepost.api.protocol.Session;
import org.tubepost.testkit.DirectConnection;

/** A client that sends octets and sees octets; both are Latin-1 here, one octet a character. */
final class Talk implements AutoCloseable {
    private static final long PATIENCE_NANOS = 15_000_000_000L;

    private final DirectConnection wire = new DirectConnection("imap", 143);
    private final Session session;
    private UnaryOperator<byte[]> unpack = octets -> octets;
    private UnaryOperator<byte[]> pack = octets -> octets;
    private int tags;

    Talk(ImapProtocol protocol) {
        session = protocol.open(wire);
        heard();
    }

    /** From now on what goes over the wire is packed. */
    void pack(UnaryOperator<byte[]> packing, UnaryOperator<byte[]> unpacking) {
        pack = packing;
        unpack = unpacking;
    }

    /** Sends octets and gives what came back. */
    String send(String octets) {
        byte[] raw = octets.getBytes(StandardCharsets.ISO_8859_1);
        session.received(ByteBuffer.wrap(pack.apply(raw)));
        return heard();
    }

    /** What has come in since the last look. */
    String heard() {
        return new String(unpack.apply(wire.take()), StandardCharsets.ISO_8859_1);
    }

    /** From now on it takes nothing that is sent to it. */
    void stopReading() {
        wire.stopReading();
    }

    /** It takes what waits, and all that comes. */
    void readOn() {
        wire.readOn();
    }

    /** Octets that wait for it to read. */
    long unread() {
        return wire.pendingOctets();
    }

    /** What comes in until a text is in it. */
    String await(String text) throws InterruptedException {
        StringBuilder all = new StringBuilder(heard());
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (all.indexOf(text) < 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("No " + text + " in " + all);
            }
            Thread.sleep(2);
            all.append(heard());
        }
        return all.toString();
    }

    /** Lines of the answer to a command, the tagged one last and without its tag. */
    List<String> ask(String command) {
        String tag = "t" + ++tags;
        String answer = send(tag + " " + command + "\r\n");
        long end = System.nanoTime() + PATIENCE_NANOS;
        // A thread that tells this session of a change may be the one that answers.
        while (!isWhole(answer, tag)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("No tagged answer: " + answer);
            }
            LockSupport.parkNanos(1_000_000);
            answer += heard();
        }
        String[] lines = answer.split("\r\n");
        int last = lines.length - 1;
        lines[last] = lines[last].substring(tag.length() + 1);
        return Arrays.asList(lines);
    }

    private static boolean isWhole(String answer, String tag) {
        int last = answer.lastIndexOf("\r\n", answer.length() - 3);
        return answer.endsWith("\r\n") && answer.startsWith(tag + " ", last < 0 ? 0 : last + 2);
    }

    /** The tagged answer of a command. */
    String end(String command) {
        List<String> lines = ask(command);
        return lines.get(lines.size() - 1);
    }

    /** A command that must succeed. */
    List<String> ok(String command) {
        List<String> lines = ask(command);
        if (!lines.get(lines.size() - 1).startsWith("OK")) {
            throw new AssertionError(command + ": " + lines);
        }
        return lines.subList(0, lines.size() - 1);
    }

    /** APPEND of one message; gives the tagged answer. */
    String append(String arguments, String message) {
        return end("APPEND " + arguments + " {" + message.length() + "+}\r\n" + message);
    }

    boolean isClosed() {
        return wire.isClosed();
    }

    @Override
    public void close() {
        session.closed();
    }
}
