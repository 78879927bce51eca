// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.ReversePath;

/**
 * A path in angle brackets and what stands behind it (RFC 5321 section 4.1.2). A source route must
 * be well formed and is dropped then (section 4.1.1.3, appendix C): the mailbox behind it is the
 * recipient. Percent signs, exclamation points and quoted at signs are part of the local part, and
 * for the rewrite rules to understand.
 */
final class PathParser {
    private final String path;
    private final String rest;
    private final String badAddress;

    PathParser(String text, String badAddress) throws CommandSyntaxException {
        this.badAddress = badAddress;
        if (!text.startsWith("<")) {
            throw bad("the address must stand in angle brackets");
        }
        int end = closing(text);
        this.path = text.substring(1, end);
        this.rest = text.substring(end + 1);
    }

    /** Parameters behind the path. */
    String rest() throws CommandSyntaxException {
        if (!rest.isEmpty() && !rest.startsWith(" ")) {
            throw new CommandSyntaxException(501, "5.5.4", "a blank must follow the address");
        }
        return rest.trim();
    }

    ReversePath reverse() throws CommandSyntaxException {
        return path.isEmpty() ? ReversePath.NULL : ReversePath.of(address());
    }

    MailAddress forward() throws CommandSyntaxException {
        if (path.isEmpty()) {
            throw bad("a recipient is needed");
        }
        return address();
    }

    private MailAddress address() throws CommandSyntaxException {
        int begin = path.startsWith("@") ? behindRoute() : 0;
        try {
            return MailAddress.parse(path.substring(begin));
        } catch (AddressSyntaxException broken) {
            throw bad(broken.getMessage());
        }
    }

    /** Index of the mailbox behind {@code @a,@b:}. */
    private int behindRoute() throws CommandSyntaxException {
        int at = 0;
        while (true) {
            int end = endOfHost(at + 1);
            checkHost(path.substring(at + 1, end));
            if (path.charAt(end) == ':') {
                return end + 1;
            }
            at = end + 1;
            if (at == path.length() || path.charAt(at) != '@') {
                throw bad("expected '@' and a host in the source route (column " + (at + 1) + ")");
            }
        }
    }

    /** Index of the comma or colon behind a host; colons of an address literal are no end. */
    private int endOfHost(int from) throws CommandSyntaxException {
        boolean literal = false;
        for (int i = from; i < path.length(); i++) {
            char c = path.charAt(i);
            literal = c == '[' || (literal && c != ']');
            if (!literal && (c == ',' || c == ':')) {
                return i;
            }
        }
        throw bad("the source route needs a colon and a mailbox behind it");
    }

    private void checkHost(String host) throws CommandSyntaxException {
        try {
            MailAddress.parse("x@" + host);
        } catch (AddressSyntaxException broken) {
            throw bad("'" + host + "' in the source route is no host");
        }
    }

    private CommandSyntaxException bad(String reason) {
        return new CommandSyntaxException(501, badAddress, reason);
    }

    /** Index of the bracket that closes the path; brackets within quotes do not. */
    private int closing(String text) throws CommandSyntaxException {
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
        throw bad(
                quoted ? "a quoted local part is not closed" : "the address is not closed by '>'");
    }
}
