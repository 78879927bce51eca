// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.index.IndexSnapshot;
import org.tubepost.store.state.MailboxImages;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OpCodec;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.RecordReader;
import org.tubepost.store.state.RecordWriter;

/**
 * A file with the whole state of mailboxes as of one record of the log: pieces with a checksum
 * each, the first of which says what it is, and the last that it is whole. It gets its name when it
 * is on the disk. Pieces are as images in the log are, with the number of the record that their
 * history begins with.
 */
record SnapshotFile(Path path) {
    private static final String MAGIC = "tubepost store snapshot 1";
    private static final int HEAD = 1;
    private static final int OWNER = 2;
    private static final int MAILBOX = 3;
    private static final int END = 4;
    private static final int DOOMED = 5;
    private static final int PIECE_AT_MOST = 64 << 20;

    /**
     * What the first piece says.
     *
     * @param storeId id of the log
     * @param lsn sequence number of the last record that it has
     * @param nextMailbox next number for a mailbox
     * @param lastUidValidity newest UIDVALIDITY given out
     */
    record Head(String storeId, long lsn, long nextMailbox, long lastUidValidity) {}

    /** Is shown what is in it. */
    interface Reader {
        void owner(OwnerState state);

        void mailbox(MailboxState state);

        /** A content that is to be released. */
        void doomed(ContentLocator content);
    }

    /** Writes it, whole or not at all. */
    void write(IndexSnapshot index) throws IOException {
        Path coming = path.resolveSibling(path.getFileName() + ".coming");
        try (FileOutputStream file = new FileOutputStream(coming.toFile());
                DataOutputStream to =
                        new DataOutputStream(new BufferedOutputStream(file, 1 << 16))) {
            piece(
                    to,
                    new RecordWriter()
                            .number(HEAD)
                            .text(MAGIC)
                            .text(index.meta().storeId())
                            .number(index.lsn())
                            .number(index.meta().nextMailbox())
                            .number(index.meta().lastUidValidity()));
            long count = 0;
            for (String id : index.owners()) {
                OwnerState owner = index.owner(id).orElseThrow();
                image(to, OWNER, owner.base(), new Op.OwnerImage(owner));
                count++;
            }
            for (long id : index.mailboxes()) {
                MailboxState mailbox = index.mailbox(id).orElseThrow();
                for (Op.MailboxImage part : MailboxImages.of(mailbox)) {
                    image(to, MAILBOX, mailbox.base(), part);
                }
                count++;
            }
            for (ContentLocator content : index.doomed()) {
                piece(
                        to,
                        new RecordWriter()
                                .number(DOOMED)
                                .text(content.partition())
                                .number(content.number()));
                count++;
            }
            piece(to, new RecordWriter().number(END).number(count));
            to.flush();
            file.getChannel().force(true);
        }
        DurableRename.rename(coming, path);
    }

    private static void image(DataOutputStream to, int kind, long base, Op op) throws IOException {
        ByteBuffer body = OpCodec.encode(List.of(op));
        byte[] octets = new byte[body.remaining()];
        body.get(octets);
        piece(to, new RecordWriter(octets.length + 16).number(kind).number(base).block(octets));
    }

    private static void piece(DataOutputStream to, RecordWriter piece) throws IOException {
        byte[] octets = piece.toBytes();
        to.writeInt(octets.length);
        to.writeInt(checksum(octets));
        to.write(octets);
    }

    private static int checksum(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }

    /**
     * Reads all of it and shows nothing.
     *
     * @throws IOException if it is not whole
     */
    Head verify() throws IOException {
        return read(
                new Reader() {
                    @Override
                    public void owner(OwnerState state) {
                        // It could be read.
                    }

                    @Override
                    public void mailbox(MailboxState state) {
                        // It could be read.
                    }

                    @Override
                    public void doomed(ContentLocator content) {
                        // It could be read.
                    }
                });
    }

    /**
     * Shows what is in it.
     *
     * @throws IOException if it is not whole; something may have been shown by then
     */
    Head read(Reader reader) throws IOException {
        try (DataInputStream from =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            RecordReader first = piece(from);
            if (first.number() != HEAD || !first.text().equals(MAGIC)) {
                throw new IOException("it is no snapshot");
            }
            Head head = new Head(first.text(), first.number(), first.number(), first.number());
            MailboxImages images = new MailboxImages();
            long count = 0;
            while (true) {
                RecordReader piece = piece(from);
                long kind = piece.number();
                if (kind == END) {
                    if (piece.number() != count) {
                        throw new IOException("pieces are missing");
                    }
                    return head;
                }
                if (kind == DOOMED) {
                    reader.doomed(new ContentLocator(piece.text(), piece.number()));
                    count++;
                } else {
                    count += show(piece, images, reader) ? 1 : 0;
                }
            }
        } catch (EOFException torn) {
            throw new IOException("it ends too early", torn);
        } catch (RuntimeException unreadable) {
            throw new IOException("it cannot be read", unreadable);
        }
    }

    private static boolean show(RecordReader piece, MailboxImages images, Reader reader) {
        long base = piece.number();
        Op op = OpCodec.decode(ByteBuffer.wrap(piece.block())).get(0);
        if (op instanceof Op.OwnerImage image) {
            reader.owner(image.state().rebased(base));
            return true;
        }
        var whole = images.take((Op.MailboxImage) op);
        whole.ifPresent(state -> reader.mailbox(state.rebased(base)));
        return whole.isPresent();
    }

    private static RecordReader piece(DataInputStream from) throws IOException {
        int length = from.readInt();
        int checksum = from.readInt();
        if (length < 0 || length > PIECE_AT_MOST) {
            throw new IOException("a piece is damaged");
        }
        byte[] octets = new byte[length];
        from.readFully(octets);
        if (checksum(octets) != checksum) {
            throw new IOException("a piece is damaged");
        }
        return new RecordReader(octets);
    }
}
