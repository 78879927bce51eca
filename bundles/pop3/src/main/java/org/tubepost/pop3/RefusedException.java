// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

/** A command is answered with {@code -ERR}. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A line has 512 octets at most (RFC 2449 section 4). */
    private static final int LONGEST = 480;

    private final boolean bad;

    private RefusedException(String answer, boolean bad) {
        super(printable(answer));
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

    /** Texts of other rooms may hold anything; an answer is one line in ASCII. */
    static String printable(String text) {
        String ascii = text.replaceAll("[^ -~]", "?");
        return ascii.length() > LONGEST ? ascii.substring(0, LONGEST) : ascii;
    }
}
