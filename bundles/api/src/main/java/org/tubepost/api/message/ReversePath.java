// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.util.Objects;
import java.util.Optional;

/**
 * The envelope sender: an address, or the null path {@code <>} of notifications (RFC 5321 section
 * 4.5.5).
 *
 * @param address the sender, empty for the null path
 */
public record ReversePath(Optional<MailAddress> address) {

    /** The null path; no notification is ever sent to it. */
    public static final ReversePath NULL = new ReversePath(Optional.empty());

    /** Rejects a null component. */
    public ReversePath {
        Objects.requireNonNull(address, "address");
    }

    /** The path of a sender. */
    public static ReversePath of(MailAddress sender) {
        return new ReversePath(Optional.of(sender));
    }

    /** True for {@code <>}. */
    public boolean isNull() {
        return address.isEmpty();
    }

    /** The address in wire form, or the empty string for the null path; no angle brackets. */
    @Override
    public String toString() {
        return address.map(MailAddress::toString).orElse("");
    }
}
