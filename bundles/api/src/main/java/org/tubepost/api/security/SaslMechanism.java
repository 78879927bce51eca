// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import org.osgi.annotation.versioning.ConsumerType;

/** A SASL mechanism of the server side, registered with the service property {@value #NAME}. */
@ConsumerType
public interface SaslMechanism {

    /** Service property: registered mechanism name, {@code PLAIN}. */
    String NAME = "sasl.mechanism";

    /** True when the mechanism may be used under these circumstances. */
    boolean isAllowed(AuthenticationContext context);

    /** Begins an exchange. */
    SaslExchange begin(AuthenticationContext context);
}
