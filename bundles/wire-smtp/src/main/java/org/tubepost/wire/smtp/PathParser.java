// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.ReversePath;

/**
 * A path in angle brackets and what stands behind it (RFC 5321 section 4.1.2). Source routes are
 * dropped (appendix C).
 */
final class PathParser {
    private final String path;
    private final String rest;
    private final String badAddress;

    PathParser(String text, String badAddress) throws CommandSyntaxException {
        this.badAddress = badAddress;
        int end = text.startsWith("<") ? closing(text) : -1;
        if (end < 0) {
            throw new CommandSyntaxException(
                    501, badAddress, "the address must stand in angle brackets");
        }
        this.path = text.substring(1, end);
        this.rest = text.substring(end + 1);
        if (!rest.isEmpty() && !rest.startsWith(" ")) {
            throw new CommandSyntaxException(501, "5.5.4", "a blank must follow the address");
        }
    }

    /** Parameters behind the path. */
    String rest() {
        return rest.trim();
    }

    ReversePath reverse() throws CommandSyntaxException {
        return path.isEmpty() ? ReversePath.NULL : ReversePath.of(address());
    }

    MailAddress forward() throws CommandSyntaxException {
        if (path.isEmpty()) {
            throw new CommandSyntaxException(501, badAddress, "a recipient is needed");
        }
        return address();
    }

    private MailAddress address() throws CommandSyntaxException {
        int colon = path.startsWith("@") ? path.indexOf(':') : -1;
        try {
            return MailAddress.parse(path.substring(colon + 1));
        } catch (AddressSyntaxException broken) {
            throw new CommandSyntaxException(501, badAddress, broken.getMessage());
        }
    }

    /** Index of the bracket that closes the path; brackets within quotes do not. */
    private static int closing(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }
}
