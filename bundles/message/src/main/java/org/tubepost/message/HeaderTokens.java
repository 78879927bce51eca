// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

/**
 * Cuts the body of a structured field into tokens (RFC 5322 section 3.2): atoms with their dots,
 * quoted strings, domain literals and single specials. White space, line breaks and comments
 * between them are passed over.
 */
final class HeaderTokens {
    private static final String SPECIALS = "<>@,:;";

    private final byte[] octets;
    private final int end;
    private int at;

    /**
     * A token.
     *
     * @param kind {@code a} for an atom, {@code "} for a quoted string, {@code [} for a literal,
     *     else the special itself
     * @param from first octet
     * @param to octet behind the last one
     */
    record Token(char kind, int from, int to) {}

    /** The field is not built of tokens. */
    static final class BrokenFieldException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    HeaderTokens(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.end = to;
    }

    /** The next token; null at the end. */
    Token next() throws BrokenFieldException {
        skip();
        if (at >= end) {
            return null;
        }
        int from = at;
        char first = (char) (octets[at] & 0xff);
        if (SPECIALS.indexOf(first) >= 0) {
            at++;
            return new Token(first, from, at);
        }
        if (first == '"' || first == '[') {
            enclosed(first == '"' ? '"' : ']');
            return new Token(first, from, at);
        }
        while (at < end && isAtom(octets[at])) {
            at++;
        }
        if (at == from) {
            throw new BrokenFieldException();
        }
        return new Token('a', from, at);
    }

    private void skip() throws BrokenFieldException {
        while (at < end) {
            byte octet = octets[at];
            if (octet == '(') {
                comment();
            } else if (octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n') {
                at++;
            } else {
                return;
            }
        }
    }

    private void comment() throws BrokenFieldException {
        int depth = 0;
        do {
            if (at >= end) {
                throw new BrokenFieldException();
            }
            byte octet = octets[at++];
            if (octet == '\\') {
                at++;
            } else if (octet == '(') {
                depth++;
            } else if (octet == ')') {
                depth--;
            }
        } while (depth > 0);
    }

    private void enclosed(char closing) throws BrokenFieldException {
        at++;
        while (at < end && octets[at] != closing) {
            at += octets[at] == '\\' ? 2 : 1;
        }
        if (at >= end) {
            throw new BrokenFieldException();
        }
        at++;
    }

    /** Atoms take the dot, and octets of UTF-8 or of older character sets. */
    private static boolean isAtom(byte octet) {
        return octet < 0
                || (octet > ' ' && octet != 0x7f && "()<>[]:;@\\,\"".indexOf((char) octet) < 0);
    }
}
