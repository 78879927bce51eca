// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

/** The derived index cannot be read. Nothing is lost: it is made again from the log. */
public final class IndexDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IndexDamagedException(String text) {
        super(text);
    }

    IndexDamagedException(String text, Throwable cause) {
        super(text, cause);
    }
}
