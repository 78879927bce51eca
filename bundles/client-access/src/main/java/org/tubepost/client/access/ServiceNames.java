// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.util.Set;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.security.AuthenticationContext;

/** The names by which filters know a session. */
final class ServiceNames {
    private ServiceNames() {}

    /**
     * {@code imap} on the port in clear, {@code imaps} on the one that begins with TLS; after
     * STARTTLS a session is both.
     */
    static Set<String> of(AuthenticationContext context) {
        String name = context.protocol().equals("pop3") ? "pop" : context.protocol();
        if (context.tlsMode() == TlsMode.IMPLICIT) {
            return Set.of(name + "s");
        }
        return context.encrypted() ? Set.of(name, name + "s") : Set.of(name);
    }
}
