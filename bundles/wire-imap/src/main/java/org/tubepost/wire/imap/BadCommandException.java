// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

/** A command does not follow the grammar; the text is for the answer {@code BAD text}. */
public final class BadCommandException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With one short sentence in printable ASCII. */
    public BadCommandException(String text) {
        super(text);
    }
}
