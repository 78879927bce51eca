// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.tubepost.clients.ImapWire;

/**
 * A client by IMAP that counts what it is answered, and takes nothing but OK. After an error the
 * connection is of no use.
 */
final class ImapSession implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 300_000;
    private static final int BUFFER_OCTETS = 32_768;

    private final ImapWire wire;
    private int tags;
    private int untagged;
    private long octets;
    private int exists;

    /** Connects and logs in. */
    ImapSession(MailboxPlan plan, int connection) throws IOException {
        this(plan, connection, BUFFER_OCTETS);
    }

    ImapSession(MailboxPlan plan, int connection, int bufferOctets) throws IOException {
        wire = new ImapWire(plan.server(), bufferOctets, PATIENCE_MILLIS);
        try {
            wire.next();
            if (!wire.has(0, "* OK")) {
                throw new IOException(wire.text());
            }
            ok("LOGIN " + plan.user(connection) + " " + plan.password());
        } catch (IOException failed) {
            wire.close();
            throw failed;
        }
    }

    /** Sends a command and reads its whole answer, which must be OK. */
    void ok(String command) throws IOException {
        begin(command);
        end();
    }

    /** Sends a command without waiting. */
    void begin(String command) throws IOException {
        wire.send(tagged(command).append("\r\n").toString());
    }

    /** The command with the next tag. */
    StringBuilder tagged(String command) {
        return new StringBuilder(command.length() + 16)
                .append('t')
                .append(++tags)
                .append(' ')
                .append(command);
    }

    /** Sends what {@link #tagged} has made. */
    void send(CharSequence commands) throws IOException {
        wire.send(commands.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads up to the next tagged answer, which must be OK. */
    void end() throws IOException {
        end(1);
    }

    /** Reads up to the last of so many tagged answers, which all must be OK. */
    void end(int commands) throws IOException {
        untagged = 0;
        octets = 0;
        for (int i = 0; i < commands; i++) {
            one();
        }
    }

    private void one() throws IOException {
        wire.next();
        while (wire.has(0, "* ")) {
            untagged += wire.has(2, "OK ") ? 0 : 1;
            octets += wire.length();
            noteSize();
            wire.next();
        }
        int blank = wire.text().indexOf(' ');
        if (!wire.has(blank, " OK ")) {
            throw new IOException(wire.text());
        }
    }

    private void noteSize() {
        if (wire.length() < 32) {
            String line = wire.text();
            if (line.endsWith(" EXISTS")) {
                exists = Integer.parseInt(line.substring(2, line.length() - 7));
            }
        }
    }

    /** Waits for the server's request to go on. */
    void waitForGo() throws IOException {
        wire.next();
        if (!wire.has(0, "+")) {
            throw new IOException(wire.text());
        }
    }

    /** Messages of the selected mailbox. */
    int exists() {
        return exists;
    }

    /** Complains unless the last answer had this many untagged lines beside OK. */
    void expect(int lines) throws IOException {
        if (untagged != lines) {
            throw new IOException(untagged + " answers instead of " + lines);
        }
    }

    /** Complains unless the untagged lines of the last answer had so many octets. */
    void expectOctets(long least) throws IOException {
        if (octets < least) {
            throw new IOException(octets + " octets instead of " + least);
        }
    }

    /** Selects a mailbox that must have so many messages. */
    void select(String folder, int messages) throws IOException {
        exists = -1;
        ok("SELECT " + folder);
        if (exists != messages) {
            throw new IOException(folder + " has " + exists + " messages instead of " + messages);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
