// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/**
 * A connection by IMAP that keeps what it was told of the selected mailbox, and complains of every
 * answer that is not allowed where it comes. One thread.
 */
final class CheckedSession implements AutoCloseable {
    private static final int BUFFER_OCTETS = 16_384;
    private static final int PATIENCE_MILLIS = 60_000;

    private final ImapWire wire;
    private final Transcript transcript;
    private final UntaggedAnswers untagged;
    private int tags;

    /** How a client talks; what it has enabled says what it is told. */
    enum Manner {
        PLAIN,
        CONDSTORE,
        QRESYNC,
        REV2
    }

    /** The server has said BYE where it may. */
    static final class ByeException extends IOException {
        private static final long serialVersionUID = 1;

        ByeException(String text) {
            super(text);
        }
    }

    CheckedSession(
            InetSocketAddress server,
            String user,
            String password,
            Manner manner,
            Truth truth,
            Transcript transcript)
            throws IOException, ViolationException {
        this.transcript = transcript;
        this.untagged = new UntaggedAnswers(manner, truth);
        wire = new ImapWire(server, BUFFER_OCTETS, PATIENCE_MILLIS);
        boolean begun = false;
        try {
            transcript.note("--", "connected, " + manner);
            next();
            command("LOGIN " + user + " " + password, true);
            if (manner != Manner.PLAIN) {
                command("ENABLE " + (manner == Manner.REV2 ? "IMAP4rev2" : manner), true);
            }
            begun = true;
        } finally {
            if (!begun) {
                wire.close();
            }
        }
    }

    Manner manner() {
        return untagged.manner();
    }

    boolean tellsModSeqs() {
        return manner() == Manner.CONDSTORE || manner() == Manner.QRESYNC;
    }

    /** Empty when none is selected. */
    Optional<KnownMailbox> selected() {
        return untagged.selected();
    }

    /**
     * Sends a command and takes its whole answer.
     *
     * @param moves messages may be expunged while it runs, so that their numbers move
     * @param refusals response codes with which it may be refused
     */
    Reply command(String text, boolean moves, String... refusals)
            throws IOException, ViolationException {
        return finish(begin(text), moves, refusals);
    }

    /** Sends a command and gives its tag. */
    String begin(String text) throws IOException, ViolationException {
        takeEarly();
        String tag = "c" + ++tags;
        transcript.note(">", tag + " " + text);
        wire.send(tag + " " + text + "\r\n");
        return tag;
    }

    /** Sends octets that belong to a command that has begun. */
    void send(String text) throws IOException {
        transcript.note(">", text);
        wire.send(text + "\r\n");
    }

    /** What comes while no command runs must not move numbers (RFC 3501 section 7.4.1). */
    private void takeEarly() throws IOException, ViolationException {
        Reply reply = new Reply();
        while (wire.hasInput()) {
            untagged.take(next(), false, reply);
        }
    }

    /** Takes answers up to the tagged one. */
    Reply finish(String tag, boolean moves, String... refusals)
            throws IOException, ViolationException {
        Reply reply = new Reply();
        while (true) {
            String line = next();
            if (line.startsWith("* ")) {
                untagged.take(line, moves, reply);
            } else if (line.startsWith(tag + " ")) {
                end(line.substring(tag.length() + 1), reply, Set.of(refusals));
                return reply;
            } else {
                throw new ViolationException("unexpected " + line);
            }
        }
    }

    private void end(String result, Reply reply, Set<String> refusals) throws ViolationException {
        boolean ok = result.startsWith("OK ");
        untagged.code(result, reply, true);
        reply.end(ok);
        if (!ok
                && (!result.startsWith("NO ")
                        || refusals.stream().noneMatch(r -> result.startsWith("NO [" + r)))) {
            throw new ViolationException("refused: " + result);
        }
    }

    /** Waits in IDLE for a while. */
    void idle(int millis) throws IOException, ViolationException {
        String tag = begin("IDLE");
        String line = next();
        while (line.startsWith("* ")) {
            untagged.take(line, true, new Reply());
            line = next();
        }
        if (!line.startsWith("+")) {
            throw new ViolationException("IDLE is answered with " + line);
        }
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            if (wire.hasInput()) {
                untagged.take(next(), true, new Reply());
            } else {
                pause();
            }
        }
        send("DONE");
        finish(tag, true);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(2);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private String line() throws IOException {
        wire.next();
        String line = wire.text();
        transcript.note("<", line);
        return line;
    }

    private String next() throws IOException {
        String line = line();
        if (line.startsWith("* BYE")) {
            throw new ByeException(line);
        }
        return line;
    }

    /** A mailbox is selected, and forgotten again when that fails. */
    Reply select(String name, boolean readOnly, String more)
            throws IOException, ViolationException {
        KnownMailbox mailbox = new KnownMailbox(name, readOnly);
        return select(mailbox, more);
    }

    /** As {@link #select(String, boolean, String)}, by a client that knows something already. */
    Reply select(KnownMailbox mailbox, String more) throws IOException, ViolationException {
        takeEarly();
        untagged.select(mailbox);
        Reply reply =
                command(
                        (mailbox.isReadOnly() ? "EXAMINE " : "SELECT ") + mailbox.name() + more,
                        false,
                        "NONEXISTENT");
        if (!reply.isOk()) {
            untagged.unselect();
        } else if (mailbox.id().isEmpty() || mailbox.uidValidity() == 0 || mailbox.uidNext() == 0) {
            throw new ViolationException("SELECT has not told all it must");
        }
        return reply;
    }

    /** Says goodbye; BYE is in order now. */
    void logout() throws IOException, ViolationException {
        try (this) {
            String tag = begin("LOGOUT");
            String line = line();
            while (!line.startsWith("* BYE")) {
                untagged.take(line, true, new Reply());
                line = line();
            }
            line = line();
            if (!line.startsWith(tag + " OK ")) {
                throw new ViolationException("LOGOUT is answered with " + line);
            }
        }
    }

    void unselected() {
        untagged.unselect();
    }

    @Override
    public void close() throws IOException {
        transcript.note("--", "closed");
        wire.close();
    }
}
