// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Summary;
import org.tubepost.message.MessageScanner;

/**
 * The octets of a message on their way in: past the scanner into the queue's sink. The first
 * failure is kept, what comes after it is thrown away.
 */
final class Reception implements AutoCloseable {
    private final MessageScanner scanner = new MessageScanner();
    private final ContentSink sink;
    private final Limits limits;
    private final int receivedLimit;
    private Reply failure;

    Reception(ContentSink sink, Limits limits, int receivedLimit) {
        this.sink = sink;
        this.limits = limits;
        this.receivedLimit = receivedLimit;
    }

    /** Takes a slice whole. */
    void write(ByteBuffer slice) {
        if (failure == null) {
            if (sink.size() + slice.remaining() > limits.messageSize()) {
                fail(Replies.tooLarge(limits.messageSize()));
            } else {
                store(slice);
            }
        }
        slice.position(slice.limit());
    }

    /** Whether a slice of this size is taken, or thrown away, without a wait. */
    boolean takesAtOnce(int octets) {
        return failure != null || sink.takesAtOnce(octets);
    }

    private void store(ByteBuffer slice) {
        try {
            scanner.update(slice.duplicate());
            sink.write(slice);
        } catch (IOException broken) {
            fail(Replies.notStored(broken));
        }
    }

    /** Takes a whole content. */
    void writeAll(Content content) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        long at = 0;
        while (at < content.size()) {
            buffer.clear();
            int got = content.read(at, buffer);
            if (got <= 0) {
                throw new IOException("content ends at " + at + " of " + content.size());
            }
            at += got;
            write(buffer.flip());
        }
    }

    /** Why the message cannot be taken, once it is complete. */
    Optional<Reply> refusal() {
        if (failure != null) {
            return Optional.of(failure);
        }
        Summary summary = scanner.finish();
        if (summary.receivedCount() > receivedLimit) {
            return Optional.of(Replies.LOOPING);
        }
        return summary.headerSize() > limits.headerSize()
                ? Optional.of(Replies.headerTooLarge(limits.headerSize()))
                : Optional.empty();
    }

    /** What the scanner found. */
    Summary summary() {
        return scanner.finish();
    }

    /** The content; the caller closes it. */
    Content seal() throws IOException {
        return sink.seal(scanner.finish());
    }

    private void fail(Reply reply) {
        failure = reply;
        sink.close();
    }

    @Override
    public void close() {
        sink.close();
    }
}
