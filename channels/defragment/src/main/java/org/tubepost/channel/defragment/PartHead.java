// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.tubepost.api.message.Content;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.mime.StructuredValue;
import org.tubepost.message.mime.TransferEncoding;

/**
 * What a part says of itself (RFC 2046 section 5.2.2).
 *
 * @param id of the whole message
 * @param number from 1
 * @param total parts altogether; only the last part must tell
 */
record PartHead(String id, int number, OptionalInt total) {
    private static final int LONGEST_ID = 1000;

    /** Reads it; empty for what is no part, or not a valid one. */
    static Optional<PartHead> of(Content content, int mostParts) throws IOException {
        HeaderBlock header = HeaderBlock.of(content);
        StructuredValue type =
                StructuredValue.parse(header.first("Content-Type").map(f -> f.body()).orElse(""));
        if (!type.value().equals("message/partial")) {
            return Optional.empty();
        }
        boolean encoded =
                header.first("Content-Transfer-Encoding")
                        .map(f -> TransferEncoding.parse(f.body()))
                        .filter(e -> e != TransferEncoding.IDENTITY)
                        .isPresent();
        String id = type.parameter("id").orElse("");
        OptionalInt number = number(type, "number", mostParts);
        OptionalInt total = number(type, "total", mostParts);
        boolean wrongTotal = type.parameter("total").isPresent() && total.isEmpty();
        if (encoded || id.isEmpty() || id.length() > LONGEST_ID || wrongTotal || number.isEmpty()) {
            return Optional.empty();
        }
        return total.isPresent() && number.getAsInt() > total.getAsInt()
                ? Optional.empty()
                : Optional.of(new PartHead(id, number.getAsInt(), total));
    }

    private static OptionalInt number(StructuredValue type, String name, int most) {
        return type.parameter(name)
                .filter(t -> t.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .filter(n -> n >= 1 && n <= most)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }
}
