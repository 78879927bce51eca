// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

/** Thrown when a string is no mail address; the message says what is wrong and at which column. */
public final class AddressSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;

    /**
     * @param reason what is wrong, one sentence without a full stop
     * @param column 1-based column of the first offending character
     */
    public AddressSyntaxException(String reason, int column) {
        super(reason + " (column " + column + ")");
        this.column = column;
    }

    /** 1-based column of the first offending character. */
    public int column() {
        return column;
    }
}
