// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

/** A pattern or template of a mapping table does not compile; the message tells why. */
final class PatternSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int at;

    PatternSyntaxException(int at, String reason) {
        super(reason);
        this.at = at;
    }

    /** Where the sequence begins that does not compile, counted from the start of the text. */
    int at() {
        return at;
    }
}
