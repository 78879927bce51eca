// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

/** A message has octets beyond ASCII where nothing may be changed; the text says where. */
public final class UnconvertibleException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the reason as people read it in a report. */
    public UnconvertibleException(String reason) {
        super(reason);
    }
}
