// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import org.tubepost.api.protocol.Connection;

/** An answer of several lines that is written in shares, as the network takes them. */
interface Share extends AutoCloseable {

    /**
     * Writes some more.
     *
     * @return true when everything is written, the end mark included
     */
    boolean write(Connection to) throws IOException;

    @Override
    default void close() {}
}
