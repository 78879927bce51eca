// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Summary;
import org.tubepost.api.store.Partition;

/** A partition's sink that keeps the partition leased until it is sealed or closed. */
final class LeasedSink implements ContentSink {
    private final ContentSink sink;
    private final Lease<Partition> lease;

    LeasedSink(ContentSink sink, Lease<Partition> lease) {
        this.sink = sink;
        this.lease = lease;
    }

    @Override
    public void write(ByteBuffer slice) throws IOException {
        sink.write(slice);
    }

    @Override
    public boolean takesAtOnce(int octets) {
        return sink.takesAtOnce(octets);
    }

    @Override
    public long size() {
        return sink.size();
    }

    @Override
    public Content seal(Summary summary) throws IOException {
        return sink.seal(summary);
    }

    @Override
    public void close() {
        try {
            sink.close();
        } finally {
            lease.close();
        }
    }
}
