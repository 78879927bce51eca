// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

/** A text is not what it should be; the reader goes on with the next record. */
public final class MalformedTextException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final long column;

    MalformedTextException(long line, long column, String reason) {
        super(reason);
        this.line = line;
        this.column = column;
    }

    /** Line, counted from 1. */
    public long line() {
        return line;
    }

    /** Character in the line, counted from 1. */
    public long column() {
        return column;
    }
}
