// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.SplicedContent;
import org.tubepost.api.message.Summary;

/**
 * A content whose octets came in through a sink of this queue, taken apart for its record: nothing
 * of it needs to be copied.
 *
 * @param octets holds the octets; a reference of this object's own
 * @param prefix header fields before the stored octets
 * @param layout of the stored octets, if some are replaced; the prefix is part of it then
 * @param summary of the whole
 */
record StorableContent(QueueContent octets, ByteBuffer prefix, Layout layout, Summary summary)
        implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Takes a content apart; empty if it lies elsewhere. */
    static Optional<StorableContent> of(Content content) {
        if (content instanceof QueueContent queued && queued.isIncoming()) {
            return Optional.of(
                    new StorableContent(
                            (QueueContent) queued.retain(),
                            joined(queued.prefixes()),
                            Layout.WHOLE,
                            queued.summary()));
        }
        if (content instanceof SplicedContent spliced
                && spliced.base() instanceof QueueContent queued
                && queued.isIncoming()) {
            return Optional.of(
                    new StorableContent(
                            (QueueContent) queued.retain(),
                            NOTHING,
                            Layout.behind(joined(queued.prefixes()), spliced.stretches()),
                            spliced.summary()));
        }
        return Optional.empty();
    }

    private static ByteBuffer joined(List<ByteBuffer> prefixes) {
        int length = prefixes.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        prefixes.forEach(p -> all.put(p.duplicate()));
        return all.flip();
    }

    @Override
    public void close() {
        octets.close();
    }
}
