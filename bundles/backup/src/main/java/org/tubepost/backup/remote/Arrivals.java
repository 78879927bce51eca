// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes messages as they come over the connection, one after the other, in pieces. */
public interface Arrivals {

    /** A message begins; one that did not end before is forgotten. */
    void begin(long size) throws IOException;

    /** The next octets of it, in a buffer that is used again. */
    void piece(ByteBuffer octets) throws IOException;

    /**
     * It has come whole.
     *
     * @param flags as the server has them, {@code \Recent} among them
     * @param date internal date; empty if the server tells none that is one
     */
    void end(long uid, List<String> flags, Optional<Instant> date) throws IOException;
}
