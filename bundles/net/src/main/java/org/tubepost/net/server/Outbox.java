// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.mina.core.buffer.IoBuffer;
import org.tubepost.api.message.Content;
import org.tubepost.net.secure.TlsCodec;

/**
 * What one connection has to send. Any thread submits; the I/O thread pumps, never handing MINA
 * more than {@value #IN_FLIGHT} octets ahead of the network, so a message is never in memory as a
 * whole. Small pieces are gathered into one write. While nothing waits and nothing is under way, a
 * worker's short answer goes to the socket at once ({@link #sendAtOnce}), which saves waking the
 * I/O thread; the lock of this object keeps the two apart.
 *
 * <p>All methods but {@link #submit}, {@link #sendAtOnce}, {@link #pending} and {@link #discard}
 * belong to the I/O thread.
 */
final class Outbox {
    private static final int IN_FLIGHT = 128 * 1024;
    private static final int GATHER = 16 * 1024;

    private final SocketSession transport;
    private final Queue<Outgoing> submitted = new ConcurrentLinkedQueue<>();
    private final AtomicLong pending = new AtomicLong();
    private final ArrayDeque<Flight> inFlight = new ArrayDeque<>();
    private long inFlightOctets;
    private long progress;
    private boolean held;
    private TlsCodec tls;

    /** One request in MINA's queue. */
    private static final class Flight {
        private long octets;
        private final Content content;

        Flight(long octets, Content content) {
            this.octets = octets;
            this.content = content;
        }
    }

    Outbox(SocketSession transport) {
        this.transport = transport;
    }

    void submit(Outgoing item) {
        if (item instanceof Outgoing.Octets octets) {
            pending.addAndGet(octets.data().remaining());
        } else if (item instanceof Outgoing.Stretch stretch) {
            pending.addAndGet(stretch.count);
        }
        submitted.add(item);
    }

    /**
     * Writes octets to the socket if nothing stands before them.
     *
     * @param data read as far as the network took it
     * @return false if something is left, which must be submitted
     */
    synchronized boolean sendAtOnce(ByteBuffer data) throws IOException {
        if (held || tls != null || data.remaining() > GATHER || !isEmpty()) {
            return false;
        }
        progress += transport.channel().write(data);
        return !data.hasRemaining();
    }

    /** Octets submitted and not yet taken by the network. */
    long pending() {
        return pending.get();
    }

    /** Only grows; tells whether the peer still takes anything. */
    synchronized long progress() {
        return progress;
    }

    synchronized boolean isEmpty() {
        return submitted.isEmpty() && inFlight.isEmpty();
    }

    synchronized boolean nothingInFlight() {
        return inFlight.isEmpty();
    }

    /** Sends nothing until {@link #secure}: a handshake is under way. */
    synchronized void hold() {
        held = true;
    }

    /** Goes on, encrypting. */
    synchronized void secure(TlsCodec codec) {
        tls = codec;
        held = false;
    }

    /**
     * Hands over to MINA as much as may be in flight.
     *
     * @return a mark that was reached, everything before it gone out
     */
    Optional<Outgoing.Mark> pump() throws IOException {
        // Mostly there is nothing: then a worker that is just answering need not be waited for.
        return submitted.isEmpty() ? Optional.empty() : pumpSubmitted();
    }

    private synchronized Optional<Outgoing.Mark> pumpSubmitted() throws IOException {
        while (!held && inFlightOctets < IN_FLIGHT) {
            Outgoing next = submitted.peek();
            if (next == null) {
                return Optional.empty();
            } else if (next instanceof Outgoing.Octets octets) {
                sendOctets(octets.data());
            } else if (next instanceof Outgoing.Stretch stretch) {
                sendStretch(stretch);
            } else if (inFlight.isEmpty()) {
                submitted.remove();
                return Optional.of((Outgoing.Mark) next);
            } else {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Sends octets of the TLS layer itself. */
    synchronized void sendRaw(ByteBuffer cipher) {
        send(cipher, 0);
    }

    /** The request that MINA got first has gone out. */
    synchronized void sent() {
        Flight flight = inFlight.poll();
        if (flight != null) {
            advance(flight, flight.octets);
            if (flight.content != null) {
                flight.content.close();
            }
        }
    }

    /** Throws away what was submitted; only once nothing is sent any more. */
    void discard() {
        for (Outgoing item = submitted.poll(); item != null; item = submitted.poll()) {
            if (item instanceof Outgoing.Stretch stretch) {
                stretch.content.close();
            }
        }
        pending.set(0);
    }

    /** Gives back the contents in flight; only when the socket is closed. */
    synchronized void discardInFlight() {
        inFlight.stream().filter(f -> f.content != null).forEach(f -> f.content.close());
        inFlight.clear();
        inFlightOctets = 0;
    }

    private void sendOctets(ByteBuffer first) throws IOException {
        if (first.remaining() >= GATHER) {
            int share =
                    tls == null ? first.remaining() : Math.min(first.remaining(), IN_FLIGHT / 2);
            ByteBuffer piece = first.slice(first.position(), share);
            first.position(first.position() + share);
            if (!first.hasRemaining()) {
                submitted.remove();
            }
            sendPlain(piece);
            return;
        }
        List<ByteBuffer> small = new ArrayList<>();
        int total = 0;
        while (submitted.peek() instanceof Outgoing.Octets octets
                && total + octets.data().remaining() <= GATHER) {
            total += octets.data().remaining();
            small.add(octets.data());
            submitted.remove();
        }
        if (small.size() == 1) {
            sendPlain(small.get(0));
        } else {
            ByteBuffer gathered = ByteBuffer.allocate(total);
            small.forEach(gathered::put);
            sendPlain(gathered.flip());
        }
    }

    private void sendStretch(Outgoing.Stretch stretch) throws IOException {
        if (tls == null) {
            submitted.remove();
            Flight flight = new Flight(stretch.count, stretch.content);
            inFlight.add(flight);
            inFlightOctets += stretch.count;
            transport.write(
                    new ContentRegion(
                            stretch.content, stretch.from, stretch.count, n -> advance(flight, n)));
            return;
        }
        ByteBuffer chunk = transport.processor().chunk();
        chunk.clear().limit((int) Math.min(chunk.capacity(), stretch.count));
        while (chunk.hasRemaining()) {
            int read = stretch.content.read(stretch.from + chunk.position(), chunk);
            if (read <= 0) {
                throw new IOException("content ends before octet " + stretch.from + stretch.count);
            }
        }
        chunk.flip();
        stretch.from += chunk.remaining();
        stretch.count -= chunk.remaining();
        sendPlain(chunk);
        if (stretch.count == 0) {
            submitted.remove();
            stretch.content.close();
        }
    }

    private void sendPlain(ByteBuffer data) throws IOException {
        int octets = data.remaining();
        send(tls == null ? data : tls.wrap(data), octets);
    }

    private void send(ByteBuffer data, int octets) {
        inFlight.add(new Flight(octets, null));
        inFlightOctets += octets;
        transport.write(IoBuffer.wrap(data));
    }

    private synchronized void advance(Flight flight, long octets) {
        flight.octets -= octets;
        inFlightOctets -= octets;
        pending.addAndGet(-octets);
        progress += octets;
    }
}
