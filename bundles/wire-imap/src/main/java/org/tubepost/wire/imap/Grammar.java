// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

/** Classes of characters of RFC 3501 section 9. */
final class Grammar {
    private Grammar() {}

    /** ATOM-CHAR. */
    static boolean isAtom(int c) {
        return c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0;
    }

    /** ASTRING-CHAR. */
    static boolean isAstring(int c) {
        return isAtom(c) || c == ']';
    }

    /** A character of list-mailbox. */
    static boolean isList(int c) {
        return isAstring(c) || c == '%' || c == '*';
    }

    /** A character of a tag. */
    static boolean isTag(int c) {
        return isAstring(c) && c != '+';
    }
}
