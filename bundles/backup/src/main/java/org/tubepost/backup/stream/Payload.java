// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds the payload of a record: numbers of eight octets, texts behind their length. */
final class Payload {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    Payload number(long value) {
        octets.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        return this;
    }

    Payload text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        octets.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        octets.writeBytes(bytes);
        return this;
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(octets.toByteArray());
    }
}
