// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Reads records and checks each before anybody sees it. Memory: one record. */
final class RecordInput {
    private final InputStream from;
    private long position;
    private long number;
    private long recordStart;
    private boolean anywhere;

    /** Reads from the beginning of a file. */
    RecordInput(InputStream from) {
        this.from = from;
    }

    /** Reads from somewhere within a file. */
    RecordInput(InputStream from, long offset) {
        this.from = from;
        this.position = offset;
        this.anywhere = true;
    }

    record Record(RecordType type, ByteBuffer payload) {}

    /** Offset of the record that was read last. */
    long recordStart() {
        return recordStart;
    }

    /** Offset behind the record that was read last. */
    long position() {
        return position;
    }

    /** The next record, which has to be there. */
    Record one() throws IOException {
        return next().orElseThrow(() -> bad("the file ends too early"));
    }

    /** The next record; empty at the end. */
    Optional<Record> next() throws IOException {
        recordStart = position;
        byte[] header = from.readNBytes(RecordOutput.HEADER);
        if (header.length == 0) {
            return Optional.empty();
        }
        if (header.length < RecordOutput.HEADER) {
            throw bad("the file ends within a record");
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        int kind = fields.get();
        int length = fields.getInt();
        long given = fields.getLong();
        RecordType type =
                RecordType.of(kind).orElseThrow(() -> bad("there is no record of type " + kind));
        if (length < 0 || length > RecordOutput.PAYLOAD_AT_MOST) {
            throw bad("a record of " + length + " octets");
        }
        if (type == RecordType.BEGIN) {
            number = 0;
        }
        byte[] rest = from.readNBytes(length + 4);
        if (rest.length < length + 4) {
            throw bad("the file ends within a record");
        }
        byte[] record = Arrays.copyOf(header, header.length + length);
        System.arraycopy(rest, 0, record, header.length, length);
        int sum = ByteBuffer.wrap(rest, length, 4).getInt();
        if (RecordOutput.checksum(record, record.length) != sum) {
            throw bad("the record's checksum is wrong");
        }
        if (anywhere) {
            anywhere = false;
            number = given;
        }
        if (given != number) {
            throw bad("record " + given + " where record " + number + " should be");
        }
        number++;
        position += record.length + 4L;
        return Optional.of(new Record(type, ByteBuffer.wrap(rest, 0, length)));
    }

    BackupFormatException bad(String text) {
        return new BackupFormatException(recordStart, text);
    }
}
