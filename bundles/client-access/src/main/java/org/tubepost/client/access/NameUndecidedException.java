// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

/** A filter needs the name of a client, and no name server can say it now. */
final class NameUndecidedException extends Exception {
    private static final long serialVersionUID = 1L;

    NameUndecidedException(String reason) {
        super(reason);
    }
}
