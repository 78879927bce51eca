// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.config.ServerTls;

/** Keys, certificates and protocol profiles; reloaded without touching running connections. */
@ProviderType
public interface TlsContexts {

    /** An engine for the server side of one connection: certificate by server name. */
    SSLEngine serverEngine(ServerTls rules);

    /**
     * The context for the client side.
     *
     * @param verify true to demand a certificate that is valid for the host; false for
     *     opportunistic TLS (RFC 7435)
     */
    SSLContext clientContext(boolean verify);
}
