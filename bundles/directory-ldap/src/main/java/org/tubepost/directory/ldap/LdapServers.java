// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.ldap.client.api.LdapConnectionConfig;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.HomeDirectory;

/**
 * Opens connections to one of several servers that hold the same. The first is asked as long as it
 * answers; one that did not is left alone for a while, so that it costs its time limit once, and is
 * preferred again when it answers.
 */
final class LdapServers {
    private static final Logger LOG = LoggerFactory.getLogger(LdapServers.class);
    private static final int LDAP_PORT = 389;
    private static final int LDAPS_PORT = 636;

    private final LdapSettings settings;
    private final LongSupplier nanos;
    private final List<LdapConnectionConfig> servers = new ArrayList<>();
    // Until when each server is left alone; 0 for one that answers.
    private final AtomicLongArray asideUntil;

    /**
     * A connection and the server at its other end.
     *
     * @param rank place of the server in the list
     */
    record Opened(LdapNetworkConnection connection, int rank) {}

    LdapServers(LdapSettings settings, String[] named, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        if (named.length == 0) {
            int offset = Integer.getInteger("tubepost.port-offset", 0);
            servers.add(config("127.0.0.1", LDAP_PORT + offset));
        }
        for (String server : named) {
            servers.add(config(server.strip()));
        }
        this.asideUntil = new AtomicLongArray(servers.size());
    }

    private LdapConnectionConfig config(String server) {
        int colon = server.lastIndexOf(':');
        return colon < 0
                ? config(server, isTls("ldaps") ? LDAPS_PORT : LDAP_PORT)
                : config(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
    }

    private boolean isTls(String kind) {
        return settings.tls().strip().equalsIgnoreCase(kind);
    }

    private LdapConnectionConfig config(String host, int port) {
        LdapConnectionConfig config = new LdapConnectionConfig();
        config.setLdapHost(host);
        config.setLdapPort(port);
        config.setTimeout(settings.timeoutSeconds() * 1_000L);
        config.setConnectTimeout(settings.timeoutSeconds() * 1_000L);
        config.setUseSsl(isTls("ldaps"));
        if (isTls("ldaps") || isTls("starttls")) {
            config.setTrustManagers(ServerTrust.in(host, settings.authoritiesFile()));
        } else if (!isTls("none")) {
            throw new IllegalArgumentException("tls is none, starttls or ldaps");
        }
        return config;
    }

    /**
     * A connection.
     *
     * @param bound true for one that is bound as the configured user, false for one that nobody is
     *     bound on
     */
    Opened open(boolean bound) throws LdapException, IOException {
        return open(servers.size(), bound);
    }

    /** True when a server before this one may be worth a try again. */
    boolean isBetterDue(int rank) {
        for (int better = 0; better < rank; better++) {
            if (isDue(better)) {
                return true;
            }
        }
        return false;
    }

    /** True when some server may be worth a try. */
    boolean isAnyDue() {
        return isBetterDue(servers.size());
    }

    /** What the clock says. */
    long nanos() {
        return nanos.getAsLong();
    }

    /** As {@link #open(boolean)}, to a server before this one. */
    Opened openBetter(int rank, boolean bound) throws LdapException, IOException {
        return open(rank, bound);
    }

    /** A server has stopped answering. */
    void failed(int rank) {
        if (asideUntil.getAndSet(rank, until()) == 0) {
            LOG.warn("LDAP server {} does not answer", name(rank));
        }
    }

    private long until() {
        long time = nanos.getAsLong() + settings.returnSeconds() * 1_000_000_000L;
        return time == 0 ? 1 : time;
    }

    private boolean isDue(int rank) {
        long until = asideUntil.get(rank);
        return until == 0 || nanos.getAsLong() - until >= 0;
    }

    /**
     * Takes it upon oneself to try a server. One that was away is tried by one thread at a time:
     * the others would only wait with it.
     */
    private boolean isTaken(int rank) {
        long until = asideUntil.get(rank);
        return until == 0 || isDue(rank) && asideUntil.compareAndSet(rank, until, until());
    }

    private Opened open(int before, boolean bound) throws LdapException, IOException {
        LdapException last = new LdapException("no server is worth a try");
        List<Integer> others = new ArrayList<>();
        for (int rank = 0; rank < before; rank++) {
            if (isTaken(rank)) {
                try {
                    return new Opened(connect(rank, bound), rank);
                } catch (LdapException away) {
                    failed(rank);
                    last = away;
                }
            } else {
                others.add(rank);
            }
        }
        // Better a server that was away a moment ago than none.
        for (int rank : before == servers.size() ? others : List.<Integer>of()) {
            try {
                return new Opened(connect(rank, bound), rank);
            } catch (LdapException away) {
                failed(rank);
                last = away;
            }
        }
        throw last;
    }

    private LdapNetworkConnection connect(int rank, boolean bound)
            throws LdapException, IOException {
        LdapNetworkConnection connection = new LdapNetworkConnection(servers.get(rank));
        boolean good = false;
        try {
            connection.connect();
            if (isTls("starttls")) {
                connection.startTls();
            }
            if (bound) {
                connection.bind(settings.bindDn(), password());
            }
            good = true;
        } finally {
            if (!good) {
                connection.close();
            }
        }
        if (asideUntil.getAndSet(rank, 0) != 0) {
            LOG.info("LDAP server {} answers again", name(rank));
        }
        return connection;
    }

    private String name(int rank) {
        return servers.get(rank).getLdapHost() + ":" + servers.get(rank).getLdapPort();
    }

    private String password() throws IOException {
        Path file = HomeDirectory.given(settings.passwordFile(), "data", "directory", "password");
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
