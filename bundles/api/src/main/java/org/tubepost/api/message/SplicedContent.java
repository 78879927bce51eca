// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A content of which some octets are replaced: stretches of another content with octets of its own
 * between them. So a header is rewritten, or a text put into a part, and the body is not copied. A
 * splice of a splice is made flat: its stretches lie in the innermost content. Immutable, as every
 * content; may be read from several threads at once.
 */
public final class SplicedContent implements Content {
    private final Content base;
    private final List<Stretch> stretches;
    private final Summary summary;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Octets of its own, and behind them a range of the base.
     *
     * @param octets may be empty; must not be changed afterwards
     * @param from first octet of the range
     * @param to octet behind the last one of the range
     */
    public record Stretch(ByteBuffer octets, long from, long to) {

        /** Octets altogether. */
        public long size() {
            return octets.remaining() + to - from;
        }
    }

    private SplicedContent(Content base, List<Stretch> stretches, Summary summary) {
        this.base = base;
        this.stretches = List.copyOf(stretches);
        this.summary = summary;
    }

    /**
     * A content made of stretches.
     *
     * @param base where the ranges lie; the new content has a reference of its own to it
     * @param summary of the whole
     * @throws IllegalArgumentException if the summary speaks of another size
     */
    public static SplicedContent of(Content base, List<Stretch> stretches, Summary summary) {
        if (stretches.stream().mapToLong(Stretch::size).sum() != summary.size()) {
            throw new IllegalArgumentException("stretches and summary differ in size");
        }
        return base instanceof SplicedContent spliced
                ? new SplicedContent(spliced.base.retain(), spliced.flat(stretches), summary)
                : new SplicedContent(base.retain(), stretches, summary);
    }

    /** The content that the ranges lie in. */
    public Content base() {
        return base;
    }

    /** The stretches in order. */
    public List<Stretch> stretches() {
        return stretches;
    }

    /** Stretches over this content as stretches over its base. */
    private List<Stretch> flat(List<Stretch> over) {
        List<Stretch> found = new ArrayList<>();
        for (Stretch stretch : over) {
            found.add(new Stretch(stretch.octets(), 0, 0));
            long start = 0;
            for (Stretch mine : stretches) {
                long from = Math.max(stretch.from() - start, 0);
                long to = Math.min(stretch.to() - start, mine.size());
                if (from < to) {
                    found.add(part(mine, from, to));
                }
                start += mine.size();
            }
        }
        found.removeIf(s -> s.size() == 0);
        return found;
    }

    private static Stretch part(Stretch whole, long from, long to) {
        ByteBuffer octets = whole.octets();
        int own = octets.remaining();
        int first = (int) Math.min(from, own);
        int last = (int) Math.min(to, own);
        return new Stretch(
                octets.slice(octets.position() + first, last - first),
                whole.from() + Math.max(from - own, 0),
                whole.from() + Math.max(to - own, 0));
    }

    @Override
    public long size() {
        return summary.size();
    }

    @Override
    public Summary summary() {
        return summary;
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        if (from >= size()) {
            return -1;
        }
        long start = 0;
        int total = 0;
        for (Stretch stretch : stretches) {
            long at = from + total - start;
            while (at < stretch.size() && into.hasRemaining()) {
                int got = read(stretch, at, into);
                total += got;
                at += got;
            }
            start += stretch.size();
        }
        return total;
    }

    private int read(Stretch stretch, long at, ByteBuffer into) throws IOException {
        int own = stretch.octets().remaining();
        if (at < own) {
            ByteBuffer slice = own(stretch, at, into.remaining());
            int count = slice.remaining();
            into.put(slice);
            return count;
        }
        long place = stretch.from() + at - own;
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + stretch.to() - place));
        int got = base.read(place, into);
        into.limit(limit);
        if (got <= 0) {
            throw new IOException("content ends too early");
        }
        return got;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        long start = 0;
        long sent = 0;
        for (Stretch stretch : stretches) {
            long at = from + sent - start;
            while (at < stretch.size() && sent < count) {
                int own = stretch.octets().remaining();
                long place = stretch.from() + at - own;
                long took =
                        at < own
                                ? to.write(own(stretch, at, count - sent))
                                : base.transferTo(
                                        place, Math.min(count - sent, stretch.to() - place), to);
                if (took <= 0) {
                    return sent;
                }
                sent += took;
                at += took;
            }
            start += stretch.size();
        }
        return sent;
    }

    private static ByteBuffer own(Stretch stretch, long at, long most) {
        ByteBuffer octets = stretch.octets();
        int length = (int) Math.min(most, octets.remaining() - at);
        return octets.slice(octets.position() + (int) at, length);
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        List<Stretch> longer = new ArrayList<>();
        longer.add(new Stretch(prefix.slice(), 0, 0));
        longer.addAll(stretches);
        return new SplicedContent(base.retain(), longer, summary.prefixed(prefix));
    }

    @Override
    public Content retain() {
        return new SplicedContent(base.retain(), stretches, summary);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            base.close();
        }
    }
}
