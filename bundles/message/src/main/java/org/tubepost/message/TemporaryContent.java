// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.SplicedContent;
import org.tubepost.api.message.SplicedContent.Stretch;
import org.tubepost.api.message.Summary;

/**
 * A content made for the time of one delivery, in a file for temporary data. The file has no name
 * any more while it is used, so that nothing is left behind even by a crash; its space is given
 * back with the last reference. Scanned while it is written.
 */
public final class TemporaryContent implements Content {
    private static final int BUFFER = 32 * 1024;

    private final FileChannel file;
    private final AtomicInteger references;
    private final Summary summary;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TemporaryContent(FileChannel file, AtomicInteger references, Summary summary) {
        this.file = file;
        this.references = references;
        this.summary = summary;
        references.incrementAndGet();
    }

    /** Writes the octets of a content. */
    @FunctionalInterface
    public interface Writer {

        /**
         * Writes all of them; the stream is buffered.
         *
         * @throws UnconvertibleException when there can be no such content
         */
        void writeTo(OutputStream out) throws IOException, UnconvertibleException;
    }

    /** Sees the octets on their way to the file. */
    private static final class Scanned extends OutputStream {
        private final MessageScanner scanner = new MessageScanner();
        private final FileChannel file;

        Scanned(FileChannel file) {
            this.file = file;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            scanner.update(ByteBuffer.wrap(octets, from, length));
            WholeFile.put(ByteBuffer.wrap(octets, from, length), file);
        }
    }

    /**
     * The content that a writer writes.
     *
     * @throws IOException if the file cannot be written; nothing is left of it
     * @throws UnconvertibleException from the writer
     */
    public static TemporaryContent of(Writer writer) throws IOException, UnconvertibleException {
        FileChannel file = nameless();
        boolean written = false;
        try {
            Scanned scanned = new Scanned(file);
            OutputStream out = new BufferedOutputStream(scanned, BUFFER);
            writer.writeTo(out);
            out.flush();
            written = true;
            return new TemporaryContent(file, new AtomicInteger(), scanned.scanner.finish());
        } finally {
            if (!written) {
                file.close();
            }
        }
    }

    private static FileChannel nameless() throws IOException {
        Path path = Files.createTempFile("message", WholeFile.UNFINISHED);
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
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
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        return file.transferTo(from, count, to);
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        int total = 0;
        int got = file.read(into, from);
        while (got > 0) {
            total += got;
            got = into.hasRemaining() ? file.read(into, from + total) : 0;
        }
        return total == 0 ? got : total;
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        return SplicedContent.of(
                this, List.of(new Stretch(prefix.slice(), 0, size())), summary.prefixed(prefix));
    }

    @Override
    public Content retain() {
        return new TemporaryContent(file, references, summary);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && references.decrementAndGet() == 0) {
            try {
                file.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
