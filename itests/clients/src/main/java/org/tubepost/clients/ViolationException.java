// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

/** The server has answered what it must not answer, or has not told what it must tell. */
public final class ViolationException extends Exception {
    private static final long serialVersionUID = 1;

    ViolationException(String what) {
        super(what);
    }

    ViolationException(String what, Throwable cause) {
        super(what, cause);
    }
}
