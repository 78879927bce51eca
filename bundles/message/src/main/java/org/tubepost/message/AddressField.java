// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.message.MailAddress;

/** The header fields that hold addresses (RFC 5322 sections 3.6.2, 3.6.3 and 3.6.6). */
public enum AddressField {
    /** Fields that name senders: backward pointing. */
    BACKWARD,
    /** Fields that name recipients: forward pointing. */
    FORWARD;

    private static final Map<String, AddressField> BY_NAME =
            Map.ofEntries(
                    Map.entry("from", BACKWARD),
                    Map.entry("sender", BACKWARD),
                    Map.entry("reply-to", BACKWARD),
                    Map.entry("resent-from", BACKWARD),
                    Map.entry("resent-sender", BACKWARD),
                    Map.entry("resent-reply-to", BACKWARD),
                    Map.entry("to", FORWARD),
                    Map.entry("cc", FORWARD),
                    Map.entry("bcc", FORWARD),
                    Map.entry("resent-to", FORWARD),
                    Map.entry("resent-cc", FORWARD),
                    Map.entry("resent-bcc", FORWARD));

    /** What kind of addresses a field holds; empty for fields without addresses. */
    public static Optional<AddressField> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Decides about the addresses of a header. */
    @FunctionalInterface
    public interface Change {

        /** The address to write instead; an equal one leaves the octets as they are. */
        MailAddress of(AddressField kind, MailAddress address);
    }
}
