// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.security.AuthenticationContext;

/** The answer to CAPA (RFC 2449): the same before and after the login, as section 6 demands. */
final class Offers {
    private Offers() {}

    static List<String> lines(
            Pop3Settings settings, Login login, AuthenticationContext context, boolean tls) {
        List<String> lines = new ArrayList<>();
        lines.add("TOP");
        lines.add("UIDL");
        lines.add("RESP-CODES");
        lines.add("AUTH-RESP-CODE");
        lines.add("PIPELINING");
        lines.add("EXPIRE " + (settings.expireDays() < 0 ? "NEVER" : settings.expireDays()));
        if (settings.loginDelaySeconds() > 0) {
            lines.add("LOGIN-DELAY " + settings.loginDelaySeconds());
        }
        lines.add("UTF8 USER");
        lines.add("LANG");
        if (login.allowsPlainText(context)) {
            lines.add("USER");
        }
        String mechanisms = String.join(" ", login.mechanisms(context));
        if (!mechanisms.isEmpty()) {
            lines.add("SASL " + mechanisms);
        }
        if (tls) {
            lines.add("STLS");
        }
        lines.add("IMPLEMENTATION Tubepost");
        return lines;
    }
}
