// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

/**
 * What the sender asked of notifications for the whole message: parameters RET and ENVID of MAIL
 * (RFC 3461 sections 4.3 and 4.4).
 *
 * @param returned how much of the message a failure report should carry
 * @param envelopeId decoded ENVID, printable ASCII; empty if none was given
 */
public record DsnRequest(Returned returned, String envelopeId) {

    /** Nothing was asked. */
    public static final DsnRequest NONE = new DsnRequest(Returned.UNSPECIFIED, "");

    /** RET of RFC 3461 section 4.3. */
    public enum Returned {
        /** No RET: the channel's keywords decide. */
        UNSPECIFIED,
        /** RET=FULL. */
        FULL,
        /** RET=HDRS. */
        HEADERS
    }
}
