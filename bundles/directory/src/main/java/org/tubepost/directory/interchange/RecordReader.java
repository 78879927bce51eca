// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import java.io.IOException;
import java.util.Optional;

/** Reads records one after another, keeping none. For one thread. */
public interface RecordReader {

    /**
     * The next record; empty at the end.
     *
     * @throws MalformedTextException if it is malformed; the next call goes on behind it
     */
    Optional<TextRecord> next() throws MalformedTextException, IOException;
}
