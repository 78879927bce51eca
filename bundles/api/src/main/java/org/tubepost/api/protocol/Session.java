// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One connection's conversation. All methods are called on the connection's I/O thread, one at a
 * time, and must not block: what can block goes through {@link Connection#execute}.
 */
@ConsumerType
public interface Session {

    /**
     * Bytes came in.
     *
     * @param data valid until the method returns; must be consumed whole (copy what is kept)
     */
    void received(ByteBuffer data);

    /** Nothing came in for the idle time: say goodbye and close. */
    void idle();

    /** The TLS handshake that {@link Connection#startTls} began is done. */
    default void secured() {}

    /**
     * The protocol is being stopped or updated, or an administrator ends this session: finish what
     * was promised (an answer to data already taken), say that the session ends and that another
     * may follow, close.
     */
    void ending();

    /** The connection is closed, by whomever; free everything. Called exactly once. */
    void closed();
}
