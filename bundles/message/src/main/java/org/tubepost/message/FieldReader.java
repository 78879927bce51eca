// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Picks the fields out of header lines that the scanner needs; of a field that is folded over many
 * lines it keeps a limited stretch.
 */
final class FieldReader {
    private static final int LONGEST_FIELD = 64 * 1024;
    private static final byte[][] NAMES = {
        name("content-type"),
        name("content-transfer-encoding"),
        name("message-id"),
        name("priority"),
        name("received")
    };
    private static final int TYPE = 0;
    private static final int ENCODING = 1;
    private static final int MESSAGE_ID = 2;
    private static final int PRIORITY = 3;
    private static final int RECEIVED = 4;
    private static final int NOTHING = -1;

    private final MessageFields fields;
    private byte[] body = new byte[256];
    private int length;
    private int collecting = NOTHING;

    FieldReader(MessageFields fields) {
        this.fields = fields;
    }

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a line with this first octet may begin or continue a field that is needed. */
    boolean wants(byte first) {
        return switch (first) {
            case ' ', '\t' -> collecting != NOTHING;
            case 'c', 'C', 'm', 'M', 'p', 'P', 'r', 'R' -> true;
            default -> false;
        };
    }

    void reset() {
        collecting = NOTHING;
        length = 0;
    }

    /**
     * A header line.
     *
     * @param main the line stands in the header of the message itself
     */
    void line(byte[] line, int count, OpenPart part, boolean main) {
        if (count > 0 && (line[0] == ' ' || line[0] == '\t')) {
            append(line, 0, count);
            return;
        }
        end(part, main);
        for (int i = 0; i < NAMES.length; i++) {
            int colon = afterName(NAMES[i], line, count);
            if (colon >= 0 && i == RECEIVED) {
                fields.takeReceived(main);
            } else if (colon >= 0) {
                collecting = i;
                append(line, colon, count);
            }
        }
    }

    /** The field that is being collected is complete. */
    void end(OpenPart part, boolean main) {
        int field = collecting;
        if (field == NOTHING) {
            return;
        }
        String text = new String(body, 0, length, StandardCharsets.UTF_8).trim();
        reset();
        if (field == TYPE) {
            part.type(text);
        } else if (field == ENCODING) {
            part.encoding(text);
        } else if (main && field == MESSAGE_ID) {
            fields.takeMessageId(text);
        } else if (main && field == PRIORITY) {
            fields.takePriority(text);
        }
    }

    private void append(byte[] line, int from, int to) {
        if (collecting == NOTHING) {
            return;
        }
        int count = Math.min(to - from, LONGEST_FIELD - length);
        if (length + count > body.length) {
            body = Arrays.copyOf(body, Math.max(body.length * 2, length + count));
        }
        System.arraycopy(line, from, body, length, count);
        length += count;
    }

    /** Index behind the colon, -1 if the line begins another field. */
    private static int afterName(byte[] name, byte[] line, int count) {
        if (count <= name.length) {
            return -1;
        }
        for (int i = 0; i < name.length; i++) {
            if ((line[i] | 0x20) != name[i] && line[i] != name[i]) {
                return -1;
            }
        }
        int at = name.length;
        while (at < count && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        return at < count && line[at] == ':' ? at + 1 : -1;
    }
}
