// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;
import org.tubepost.api.store.Partition;

/**
 * A partition's content that keeps the partition leased until its last reference is closed, so that
 * a bundle that is being updated lets a FETCH end well.
 */
final class LeasedContent implements Content {
    private final Content content;
    private final Lease<Partition> lease;
    private final AtomicInteger users;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LeasedContent(Content content, Lease<Partition> lease, AtomicInteger users) {
        this.content = content;
        this.lease = lease;
        this.users = users;
    }

    static Content of(Content content, Lease<Partition> lease) {
        return new LeasedContent(content, lease, new AtomicInteger(1));
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public Summary summary() {
        return content.summary();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        return content.transferTo(from, count, to);
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        return content.read(from, into);
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        return another(content.withHeader(prefix));
    }

    @Override
    public Content retain() {
        return another(content.retain());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            content.close();
            if (users.decrementAndGet() == 0) {
                lease.close();
            }
        }
    }

    private Content another(Content other) {
        users.incrementAndGet();
        return new LeasedContent(other, lease, users);
    }
}
