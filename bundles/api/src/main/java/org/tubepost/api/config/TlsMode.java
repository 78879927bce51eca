// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

/** How a listener uses TLS. */
public enum TlsMode {
    /** Never. */
    NONE,
    /** When the client asks (STARTTLS, STLS). */
    STARTTLS,
    /** From the first octet. */
    IMPLICIT
}
