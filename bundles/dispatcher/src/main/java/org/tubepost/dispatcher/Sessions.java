// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.protocol.AccountSessions.OpenSession;
import org.tubepost.api.protocol.AccountSessions.SessionCount;
import org.tubepost.api.protocol.Connection;

/** Which account each open connection belongs to, and how many that makes. Thread-safe. */
final class Sessions {
    private final Map<Long, Open> connections = new ConcurrentHashMap<>();
    private final Counts<Key> counts = new Counts<>();

    private record Key(String account, String service) {}

    /**
     * An open connection.
     *
     * @param account empty before a login
     * @param since when it became one of this account
     */
    private record Open(Connection connection, String account, Instant since) {
        ListenerDefinition listener() {
            return connection.listener();
        }

        Key key() {
            return new Key(account, listener().service());
        }

        OpenSession told() {
            return new OpenSession(
                    connection.id(), account, listener().service(), connection.remote(), since);
        }
    }

    /** The connection is open. */
    void opened(Connection connection) {
        connections.put(connection.id(), new Open(connection, "", Instant.now()));
    }

    /** The connection is closed: it counts no longer. */
    void closed(Connection connection) {
        Open open = connections.remove(connection.id());
        if (open != null) {
            release(open);
        }
    }

    /** Counts an open connection for an account; false if that would be one too many. */
    boolean claim(long connection, String account) {
        Open after =
                connections.computeIfPresent(
                        connection,
                        (id, before) -> {
                            Open claimed = new Open(before.connection(), account, Instant.now());
                            int most = before.listener().maxSessionsPerAccount();
                            if (before.account().equals(account)
                                    || !counts.increase(claimed.key(), most)) {
                                return before;
                            }
                            release(before);
                            return claimed;
                        });
        // Whose connection is closed already has no session to count.
        return after == null || after.account().equals(account);
    }

    private void release(Open open) {
        if (!open.account().isEmpty()) {
            counts.decrease(open.key());
        }
    }

    /** Each that belongs to an account. */
    List<OpenSession> open() {
        return connections.values().stream()
                .filter(o -> !o.account().isEmpty())
                .map(Open::told)
                .toList();
    }

    List<SessionCount> counts() {
        return counts.all().entrySet().stream()
                .map(
                        e ->
                                new SessionCount(
                                        e.getKey().account(), e.getKey().service(), e.getValue()))
                .toList();
    }
}
