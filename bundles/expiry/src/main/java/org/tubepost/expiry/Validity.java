// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.tubepost.message.HeaderBlock;

/**
 * Until when a message is worth keeping, as its sender says: {@code Expires} and {@code
 * Expiry-Date}, which was its name in RFC 1327 (both in RFC 4021). Of several dates the latest
 * counts; what is no date, such as the {@code 0} of the Web, says nothing.
 */
final class Validity {
    private Validity() {}

    /** True when the last of the dates is over. */
    static boolean isOver(HeaderBlock header, Instant now) {
        return Stream.of("Expires", "Expiry-Date")
                .flatMap(name -> header.all(name).stream())
                .flatMap(field -> field.date().stream())
                .max(Comparator.naturalOrder())
                .filter(until -> !until.isAfter(now))
                .isPresent();
    }
}
