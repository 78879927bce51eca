// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MessageUrls;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** URLs of alice; those that are open are counted. */
final class FakeUrls implements MessageUrls {
    final Map<String, String> texts = new HashMap<>();
    final Map<String, Code> refused = new HashMap<>();
    final BooleanSupplier onWorker;
    boolean unreadable;
    int open;
    long read;

    FakeUrls(BooleanSupplier onWorker) {
        this.onWorker = onWorker;
    }

    @Override
    public String host() {
        return "imap.example.com";
    }

    @Override
    public Opened open(Identity submitter, String url) throws StoreException {
        assertThat(onWorker.getAsBoolean()).as("on a worker").isTrue();
        assertThat(submitter.id()).isEqualTo("alice");
        if (!texts.containsKey(url)) {
            throw new StoreException(refused.getOrDefault(url, Code.NONEXISTENT), "No");
        }
        open++;
        return new Text(texts.get(url).getBytes(StandardCharsets.ISO_8859_1));
    }

    private final class Text implements Opened {
        private final byte[] octets;
        private final InputStream stream;
        private boolean closed;

        Text(byte[] octets) {
            this.octets = octets;
            InputStream whole = new ByteArrayInputStream(octets);
            this.stream =
                    new InputStream() {
                        @Override
                        public int read() {
                            throw new UnsupportedOperationException();
                        }

                        @Override
                        public int read(byte[] into, int offset, int length) throws IOException {
                            assertThat(onWorker.getAsBoolean()).as("on a worker").isTrue();
                            assertThat(closed).as("closed").isFalse();
                            if (unreadable) {
                                throw new IOException("damaged");
                            }
                            read += length;
                            return whole.read(into, offset, length);
                        }
                    };
        }

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream octets() {
            return stream;
        }

        @Override
        public void close() {
            open -= closed ? 0 : 1;
            closed = true;
        }
    }
}
