// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Octets of files that are imported. What cannot be read there concerns one message or file, and
 * becomes an {@link UnreadableMailException}; what fails in the store, to which the same octets go,
 * stays what it is and ends the import.
 */
final class MailSource extends FilterInputStream {

    private MailSource(InputStream from) {
        super(from);
    }

    /**
     * Something that is read.
     *
     * @param <T> what comes
     */
    interface Reading<T> {
        /** Reads it. */
        T read() throws IOException;
    }

    /** A stream whose failures are those of the source. */
    static InputStream of(InputStream from) {
        return new MailSource(from);
    }

    /** Reads; failures are those of the source. */
    static <T> T read(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (UnreadableMailException known) {
            throw known;
        } catch (ClosedByInterruptException | InterruptedIOException stop) {
            throw new StoppedException();
        } catch (IOException failed) {
            throw new UnreadableMailException(failed);
        }
    }

    @Override
    public int read() throws IOException {
        return read(super::read);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return read(() -> super.read(into, offset, length));
    }
}
