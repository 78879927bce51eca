// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

/**
 * Places in a list of results, counted from its beginning, or from its end if negative (RFC 9394).
 *
 * @param first one end, 1 or -1 is the outermost place
 * @param last the other end, of the same sign
 */
public record Stretch(long first, long last) {

    static Stretch parse(Tokens tokens) throws BadCommandException {
        long first = place(tokens);
        tokens.expect(':');
        long last = place(tokens);
        if (first < 0 != last < 0) {
            throw new BadCommandException("A stretch is counted from one end");
        }
        return new Stretch(first, last);
    }

    private static long place(Tokens tokens) throws BadCommandException {
        boolean negative = tokens.skip('-');
        long place = tokens.number();
        if (place == 0) {
            throw new BadCommandException("Places are counted from 1");
        }
        return negative ? -place : place;
    }

    /** Index of the first result that is in it; may be the size if there is none. */
    public int from(int size) {
        long outer = Math.min(Math.abs(first), Math.abs(last));
        long inner = Math.max(Math.abs(first), Math.abs(last));
        return (int) (first < 0 ? Math.max(0, size - inner) : Math.min(size, outer - 1));
    }

    /** Index behind the last result that is in it. */
    public int to(int size) {
        long outer = Math.min(Math.abs(first), Math.abs(last));
        long inner = Math.max(Math.abs(first), Math.abs(last));
        return (int) (first < 0 ? Math.max(0, size - outer + 1) : Math.min(size, inner));
    }

    /** The written form. */
    @Override
    public String toString() {
        return first + ":" + last;
    }
}
