// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tubepost.api.message.Summary;

/**
 * Reads a message once, while it comes in, and finds what a {@link Summary} tells: where its header
 * ends, how it is built, what its lines are like. Takes slices of any size; how the message is cut
 * does not matter. Looks at eight octets at a time for line ends, keeps only lines that may matter
 * (fields with a meaning here, possible boundaries), and allocates nothing for a line.
 *
 * <p>Any octets at all give a summary: a header that never ends, boundaries that are missing and
 * parts without number are described as far as they make sense. A line ends with LF, whether a CR
 * stands before it or not; {@link Summary#binary} tells of a CR or LF alone.
 *
 * <p>Used by one thread at a time, for one message.
 */
public final class MessageScanner {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int KEPT_LINE = 4096;
    private static final int SCRATCH = 16 * 1024;

    private final PartTree tree;
    private byte[] kept = new byte[256];
    private int keptLength;
    private boolean keeping;
    private byte[] scratch = new byte[0];
    private long offset;
    private long lineStart;
    private boolean afterCr;
    private long longest;
    private long headBits;
    private long bodyBits;
    private boolean binary;
    private boolean finished;

    /** A scanner with the limits of {@link Limits#DEFAULT}. */
    public MessageScanner() {
        this(Limits.DEFAULT);
    }

    /** A scanner with other limits. */
    public MessageScanner(Limits limits) {
        this.tree = new PartTree(limits);
    }

    /**
     * Up to where the structure is followed; what lies beyond is a part without parts of its own.
     *
     * @param depth multiparts and enclosed messages within one another
     * @param parts entities of a message
     */
    public record Limits(int depth, int parts) {
        /** Far more than honest messages have. */
        public static final Limits DEFAULT = new Limits(100, 10_000);
    }

    /** Takes the next octets: all that remain in the slice. */
    public void update(ByteBuffer slice) {
        if (finished) {
            throw new IllegalStateException("the message is complete");
        }
        if (slice.hasArray()) {
            int from = slice.arrayOffset() + slice.position();
            scan(slice.array(), from, from + slice.remaining());
            slice.position(slice.limit());
            return;
        }
        if (scratch.length == 0) {
            scratch = new byte[SCRATCH];
        }
        while (slice.hasRemaining()) {
            int count = Math.min(slice.remaining(), scratch.length);
            slice.get(scratch, 0, count);
            scan(scratch, 0, count);
        }
    }

    /** The message is complete. */
    public Summary finish() {
        if (!finished) {
            finished = true;
            if (afterCr) {
                binary = true;
            }
            long length = offset - lineStart;
            longest = Math.max(longest, length);
            if (length > 0) {
                tree.lastLine(kept, keptLength, keeping, lineStart);
            }
            tree.end(offset, length > 0);
        }
        return new Summary(
                offset,
                (int) Math.min(Integer.MAX_VALUE, tree.headerSize()),
                (int) Math.min(Integer.MAX_VALUE, longest),
                (bodyBits & HIGHS) != 0,
                (headBits & HIGHS) != 0,
                binary,
                tree.received(),
                tree.messageId(),
                tree.priority(),
                tree.root());
    }

    private void scan(byte[] data, int from, int to) {
        int at = from;
        while (at < to) {
            if (afterCr) {
                afterCr = false;
                if (data[at] == '\n') {
                    offset++;
                    at++;
                    endLine(2);
                    continue;
                }
                binary = true;
                keepOne((byte) '\r');
            }
            if (offset == lineStart) {
                keeping = tree.wantsLine(data[at]);
                keptLength = 0;
            }
            int stop = plain(data, at, to);
            if (keeping) {
                keep(data, at, stop - at);
            }
            offset += stop - at;
            at = stop;
            if (at < to) {
                special(data[at++]);
            }
        }
    }

    /** A CR, LF or NUL. */
    private void special(byte octet) {
        offset++;
        if (octet == '\r') {
            afterCr = true;
        } else {
            binary = true;
            if (octet == '\n') {
                endLine(1);
            } else {
                keepOne(octet);
            }
        }
    }

    private void endLine(int breakLength) {
        long length = offset - lineStart - breakLength;
        longest = Math.max(longest, length);
        tree.line(kept, keptLength, keeping, lineStart, length, offset);
        lineStart = offset;
    }

    /**
     * Passes over octets that mean nothing.
     *
     * @return index of the first CR, LF or NUL, or {@code to}
     */
    private int plain(byte[] data, int from, int to) {
        long bits = 0;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long eight = (long) EIGHT.get(data, at);
            long cr = eight ^ (ONES * '\r');
            long lf = eight ^ (ONES * '\n');
            long hit =
                    (((eight - ONES) & ~eight) | ((cr - ONES) & ~cr) | ((lf - ONES) & ~lf)) & HIGHS;
            if (hit != 0) {
                int index = Long.numberOfTrailingZeros(hit) >>> 3;
                bits |= eight & ((1L << (index * 8)) - 1);
                note(bits);
                return at + index;
            }
            bits |= eight;
        }
        for (; at < to; at++) {
            byte octet = data[at];
            if (octet == '\r' || octet == '\n' || octet == 0) {
                break;
            }
            bits |= octet & 0x80;
        }
        note(bits);
        return at;
    }

    private void note(long bits) {
        if (tree.inMainHeader()) {
            headBits |= bits;
        } else {
            bodyBits |= bits;
        }
    }

    private void keepOne(byte octet) {
        if (keeping) {
            keep(new byte[] {octet}, 0, 1);
        }
    }

    private void keep(byte[] data, int from, int length) {
        int count = Math.min(length, KEPT_LINE - keptLength);
        if (keptLength + count > kept.length) {
            kept = Arrays.copyOf(kept, KEPT_LINE);
        }
        System.arraycopy(data, from, kept, keptLength, count);
        keptLength += count;
    }
}
