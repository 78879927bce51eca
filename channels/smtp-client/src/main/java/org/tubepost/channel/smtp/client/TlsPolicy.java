// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.util.Locale;
import java.util.Optional;
import org.tubepost.channel.smtp.client.ChannelRules.TlsUse;

/**
 * How one host is talked to. The table {@value #TABLE} says it for a destination, else the channel.
 *
 * @param use whether to use STARTTLS
 * @param verify the certificate must come from a trusted authority and bear the name
 * @param name name that the certificate must bear; empty for the host's
 */
record TlsPolicy(TlsUse use, boolean verify, String name) {
    static final String TABLE = "TLS_POLICY";

    /**
     * Reads what the table says: {@code none}, {@code may}, {@code must}, {@code verify} or {@code
     * verify NAME}.
     *
     * @return empty if it is none of them
     */
    static Optional<TlsPolicy> parse(String text) {
        String words = text.trim().toLowerCase(Locale.ROOT);
        int blank = words.indexOf(' ');
        String name = blank < 0 ? "" : words.substring(blank + 1).trim();
        return switch (blank < 0 ? words : words.substring(0, blank)) {
            case "none" -> Optional.of(new TlsPolicy(TlsUse.NEVER, false, ""));
            case "may" -> Optional.of(new TlsPolicy(TlsUse.OFFERED, false, ""));
            case "must" -> Optional.of(new TlsPolicy(TlsUse.REQUIRED, false, ""));
            case "verify" -> Optional.of(new TlsPolicy(TlsUse.REQUIRED, true, name));
            default -> Optional.empty();
        };
    }
}
