// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The {@code KEYWORD=value} list behind a path (RFC 5321 section 4.1.2, esmtp-param). */
final class Parameters {
    private Parameters() {}

    /** Values by upper-case keyword; empty for a keyword without one. */
    static Map<String, String> parse(String text) throws CommandSyntaxException {
        Map<String, String> found = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return found;
        }
        for (String word : text.split(" +")) {
            int equals = word.indexOf('=');
            String keyword =
                    (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            boolean wellFormed = keyword.matches("[A-Z0-9][A-Z0-9-]*");
            if (!wellFormed || (equals >= 0 && value.isEmpty())) {
                throw new CommandSyntaxException(501, "5.5.4", "malformed parameter");
            }
            if (found.put(keyword, value) != null) {
                throw new CommandSyntaxException(501, "5.5.4", keyword + " is given twice");
            }
        }
        return found;
    }

    static CommandSyntaxException unknown(String keyword) {
        return new CommandSyntaxException(
                555, "5.5.4", "parameter " + keyword + " is not supported");
    }

    static CommandSyntaxException bad(String keyword) {
        return new CommandSyntaxException(501, "5.5.4", "bad value of " + keyword);
    }
}
