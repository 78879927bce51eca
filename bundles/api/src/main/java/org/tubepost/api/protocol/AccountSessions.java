// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which connections belong to which account. Kept by the owner of the connections, so that a
 * session is counted from its login until its connection is closed, whatever bundle is replaced
 * meanwhile. Never blocks.
 */
@ProviderType
public interface AccountSessions {

    /**
     * Counts a connection as a session of an account until it is closed. A connection that belongs
     * to another account already changes hands.
     *
     * @param connection {@link Connection#id()}
     * @param account owner id in the store
     * @return false if the account has as many sessions as {@code MAX_SESSIONS_PER_ACCOUNT} of the
     *     service permits; nothing is counted then
     */
    boolean claim(long connection, String account);

    /** Sessions now, by account and service. */
    List<SessionCount> counts();

    /** Each session now. */
    List<OpenSession> open();

    /**
     * Has a session end. It says goodbye in the words of its protocol when it has answered what it
     * has begun; one that does not end soon is cut.
     *
     * @param connection {@link Connection#id()}
     * @return false if no session of an account has this connection
     */
    boolean end(long connection);

    /**
     * A session of an account.
     *
     * @param connection {@link Connection#id()}
     * @param account owner id in the store
     * @param service section of {@code dispatcher.cnf}
     * @param client peer
     * @param since its login
     */
    record OpenSession(
            long connection,
            String account,
            String service,
            InetSocketAddress client,
            Instant since) {}

    /**
     * Sessions of an account.
     *
     * @param account owner id in the store
     * @param service section of {@code dispatcher.cnf}
     * @param sessions open now
     */
    record SessionCount(String account, String service, int sessions) {}
}
