// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.disk.FilePathDisk;

/**
 * A disk for the derived index that takes everything and fails to make it durable when it is told
 * to. It serves one directory, whose name ends with a colon: the library takes what is before a
 * path's first colon for the name of a file system.
 */
final class FailingDisk extends FilePathDisk implements AutoCloseable {
    private final String scheme;
    private final AtomicInteger failures;

    private FailingDisk(String scheme, AtomicInteger failures) {
        this.scheme = scheme;
        this.failures = failures;
    }

    /** A disk whose {@link #directory} is in another one. */
    static FailingDisk under(Path parent) {
        FailingDisk disk =
                new FailingDisk(parent.resolve("failing").toString(), new AtomicInteger());
        FilePath.register(disk);
        return disk;
    }

    Path directory() {
        return Path.of(scheme + ":");
    }

    /** So many of the next attempts to make something durable fail. */
    void failNext(int times) {
        failures.set(times);
    }

    @Override
    public String getScheme() {
        return scheme;
    }

    @Override
    public FailingDisk getPath(String path) {
        FailingDisk file = new FailingDisk(scheme, failures);
        file.name = translateFileName(path);
        return file;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode), failures);
    }

    @Override
    public void close() {
        FilePath.unregister(this);
    }

    private static final class Channel extends FileBase {
        private final FileChannel file;
        private final AtomicInteger failures;

        Channel(FileChannel file, AtomicInteger failures) {
            this.file = file;
            this.failures = failures;
        }

        @Override
        public void force(boolean withMetadata) throws IOException {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("The disk is failing");
            }
            file.force(withMetadata);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return file.read(into);
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return file.read(into, at);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return file.write(from);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            return file.write(from, at);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long at) throws IOException {
            file.position(at);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public FileLock tryLock(long at, long size, boolean shared) throws IOException {
            return file.tryLock(at, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
