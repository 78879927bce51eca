// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

/** A command is answered with {@code -ERR}. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean bad;

    private RefusedException(String answer, boolean bad) {
        super(answer);
        this.bad = bad;
    }

    /** The client did nothing wrong, or only guessed. */
    static RefusedException of(String answer) {
        return new RefusedException(answer, false);
    }

    /** The client does not speak POP3. */
    static RefusedException bad(String answer) {
        return new RefusedException(answer, true);
    }

    /** Counts towards the limit of wrong commands. */
    boolean isBad() {
        return bad;
    }
}
