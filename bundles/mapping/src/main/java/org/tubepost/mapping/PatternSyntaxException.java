// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

/** A pattern or template of a mapping table does not compile; the message tells why. */
final class PatternSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    PatternSyntaxException(String reason) {
        super(reason);
    }
}
