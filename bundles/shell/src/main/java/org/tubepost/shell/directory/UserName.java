// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

/** A user as an administrator writes it. */
record UserName(String uid, String domain) {

    static UserName of(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw new IllegalArgumentException("expected name@domain, not '" + text + "'");
        }
        return new UserName(text.substring(0, at), text.substring(at + 1));
    }
}
