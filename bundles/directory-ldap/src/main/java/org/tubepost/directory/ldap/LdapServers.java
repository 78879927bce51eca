// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.ldap.client.api.LdapConnectionConfig;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;

/**
 * Opens connections to the configured servers, in order; the one that answered last is tried first.
 */
final class LdapServers {
    private static final int LDAP_PORT = 389;

    private final LdapSettings settings;
    private final List<LdapConnectionConfig> servers = new ArrayList<>();
    private volatile int preferred;

    LdapServers(LdapSettings settings) {
        this.settings = settings;
        String[] named = settings.servers();
        if (named.length == 0) {
            int offset = Integer.getInteger("tubepost.port-offset", 0);
            servers.add(config("127.0.0.1", LDAP_PORT + offset));
        }
        for (String server : named) {
            int colon = server.lastIndexOf(':');
            servers.add(
                    colon < 0
                            ? config(server, LDAP_PORT)
                            : config(
                                    server.substring(0, colon),
                                    Integer.parseInt(server.substring(colon + 1))));
        }
    }

    private LdapConnectionConfig config(String host, int port) {
        LdapConnectionConfig config = new LdapConnectionConfig();
        config.setLdapHost(host);
        config.setLdapPort(port);
        config.setTimeout(settings.timeoutSeconds() * 1_000L);
        config.setUseSsl(settings.tls().equalsIgnoreCase("ldaps"));
        config.setUseTls(settings.tls().equalsIgnoreCase("starttls"));
        if (config.isUseSsl() || config.isUseTls()) {
            config.setTrustManagers(Trust.systemManagers());
        }
        return config;
    }

    /** A connection bound as the configured user. */
    LdapNetworkConnection openBound() throws LdapException, IOException {
        LdapNetworkConnection connection = open();
        try {
            connection.bind(settings.bindDn(), password());
            return connection;
        } catch (LdapException refused) {
            connection.close();
            throw refused;
        }
    }

    /** A connection that nobody is bound on. */
    LdapNetworkConnection open() throws LdapException, IOException {
        LdapException last = null;
        int first = preferred;
        for (int i = 0; i < servers.size(); i++) {
            int index = (first + i) % servers.size();
            LdapNetworkConnection connection = new LdapNetworkConnection(servers.get(index));
            try {
                connection.connect();
                preferred = index;
                return connection;
            } catch (LdapException away) {
                connection.close();
                last = away;
            }
        }
        throw last;
    }

    private String password() throws IOException {
        Path file =
                settings.passwordFile().isEmpty()
                        ? Path.of(
                                System.getProperty("tubepost.home", "."),
                                "data",
                                "directory",
                                "password")
                        : Path.of(settings.passwordFile());
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
