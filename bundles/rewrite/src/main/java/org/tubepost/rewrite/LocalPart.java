// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.Optional;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.Route;

/**
 * Old addressing forms that survive in local parts, {@code user%host} and {@code host!user}, and
 * what rules must not put into an address. RFC 5321 section 2.3.11 leaves a local part to the
 * system that owns the domain; so it is looked into only when it has arrived there.
 */
final class LocalPart {
    private static final String LOCAL_CHANNEL = "l";
    private static final int MAX_USER = 255;

    private LocalPart() {}

    /**
     * True when an address has arrived at a local channel and holds a sign that may name a host.
     */
    static boolean mayNameHost(Route.Found found) {
        String user = found.address().localPart();
        return (user.indexOf('%') >= 0 || user.indexOf('!') >= 0)
                && (found.channel().name().equals(LOCAL_CHANNEL)
                        || found.channel().has("aliaslocal"));
    }

    /**
     * The address within a local part: the host right of the last percent sign, or left of the
     * first exclamation point.
     */
    static Optional<MailAddress> inner(MailAddress address, boolean bang) {
        String local = address.localPart();
        int sign = bang ? local.indexOf('!') : local.lastIndexOf('%');
        if (sign <= 0 || sign == local.length() - 1) {
            return Optional.empty();
        }
        String left = local.substring(0, sign);
        String right = local.substring(sign + 1);
        try {
            String host = MailAddress.parse("x@" + (bang ? left : right)).domain();
            return Optional.of(new MailAddress(bang ? right : left, host));
        } catch (AddressSyntaxException noHost) {
            return Optional.empty();
        }
    }

    /** False for texts that would break the dialogue or grow without end. */
    static boolean makesAddress(String user, String domain) {
        if (user.isEmpty()
                || user.length() > MAX_USER
                || domain.length() > MailAddress.MAX_DOMAIN) {
            return false;
        }
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            if (c < ' ' || c == 0x7f) {
                return false;
            }
        }
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c <= ' ' || c == 0x7f || "<>@,;\"\\".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }
}
