// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** How command socket and client talk: a kind, a length, octets. */
final class Frames {
    static final int OUTPUT = 1;
    static final int ERROR = 2;
    static final int EXIT = 3;
    static final int COMMAND = 4;
    static final int MAX_LENGTH = 1 << 20;

    private Frames() {}

    static void write(DataOutputStream to, int kind, byte[] octets, int offset, int length)
            throws IOException {
        synchronized (to) {
            // An interrupt would close the channel; what a command says when it stops must go out.
            boolean interrupted = Thread.interrupted();
            try {
                to.writeByte(kind);
                to.writeInt(length);
                to.write(octets, offset, length);
                to.flush();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    static byte[] readBody(DataInputStream from) throws IOException {
        int length = from.readInt();
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException("frame of " + length + " octets");
        }
        return from.readNBytes(length);
    }

    /** A stream whose octets go out as frames of one kind. */
    static OutputStream stream(DataOutputStream to, int kind) {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                Frames.write(to, kind, octets, offset, length);
            }
        };
    }
}
