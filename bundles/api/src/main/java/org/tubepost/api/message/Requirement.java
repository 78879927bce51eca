// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

/** What a next hop must be able to do for this message to reach it unchanged. */
public enum Requirement {
    /** Octets above 127 in the body (RFC 6152). */
    EIGHT_BIT,
    /** Body was declared BINARYMIME (RFC 3030). */
    BINARY,
    /** Addresses or header fields in UTF-8 (RFC 6531). */
    SMTPUTF8,
    /** Sender demanded TLS at each hop (RFC 8689). */
    REQUIRE_TLS
}
