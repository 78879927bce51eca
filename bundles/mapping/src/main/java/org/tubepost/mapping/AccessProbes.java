// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.net.InetSocketAddress;
import java.util.Locale;
import org.tubepost.api.message.Origin;
import org.tubepost.api.security.AccessRequest;

/**
 * The strings that access tables are asked with (reference page mta-essentials, "Probes"). A
 * vertical bar in what a client says becomes {@value #BAR}, so that no client can shift the fields
 * of a probe.
 */
final class AccessProbes {
    private static final char BAR = '?';

    private AccessProbes() {}

    /** {@code TCP|server|port|client|port}. */
    static String port(InetSocketAddress server, InetSocketAddress client) {
        return "TCP|" + end(server) + "|" + end(client);
    }

    private static String end(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + "|" + address.getPort();
    }

    /** {@code port-probe|application|MAIL|source channel|sender|authenticated}. */
    static String from(AccessRequest request) {
        return connection(request.origin())
                + "|"
                + request.origin().channel()
                + "|"
                + safe(request.sender().toString())
                + "|"
                + authenticated(request);
    }

    /** {@code source channel|sender|channel|recipient}. */
    static String send(AccessRequest request, String channel, String recipient) {
        return request.origin().channel()
                + "|"
                + safe(request.sender().toString())
                + "|"
                + channel
                + "|"
                + safe(recipient);
    }

    /** {@code port-probe|application|MAIL|} and what {@link #send} has. */
    static String mail(AccessRequest request, String channel, String recipient) {
        return connection(request.origin()) + "|" + send(request, channel, recipient);
    }

    /** Login name of the client, empty if there is none. */
    static String authenticated(AccessRequest request) {
        return safe(request.origin().authenticated().orElse(""));
    }

    /**
     * Flags that the caller sets for {@code $:x}: A for a login, E for ESMTP, L for LMTP, T for
     * TLS.
     */
    static String flags(Origin origin) {
        String protocol = origin.protocol().toUpperCase(Locale.ROOT);
        return (origin.authenticated().isPresent() ? "A" : "")
                + (protocol.contains("ESMTP") ? "E" : "")
                + (protocol.contains("LMTP") ? "L" : "")
                + (origin.tls().isEmpty() ? "" : "T");
    }

    private static String connection(Origin origin) {
        if (origin.client().isEmpty() || origin.server().isEmpty()) {
            return "||MAIL";
        }
        String tls = origin.tls().isEmpty() ? "" : origin.tls().replace(' ', '-') + "/";
        return port(origin.server().get(), origin.client().get())
                + "|SMTP/"
                + safe(tls + origin.helo())
                + "|MAIL";
    }

    private static String safe(String text) {
        return text.replace('|', BAR);
    }
}
