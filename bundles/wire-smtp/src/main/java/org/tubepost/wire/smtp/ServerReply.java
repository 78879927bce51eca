// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.EnhancedStatus;
import org.tubepost.api.message.Reply;

/**
 * What a server answered.
 *
 * @param code three digits, 200 to 599
 * @param status enhanced status, where the first line has one that agrees with the code
 * @param lines texts of the lines, without code and enhanced status
 */
public record ServerReply(int code, Optional<EnhancedStatus> status, List<String> lines) {

    /** Copies the list. */
    public ServerReply {
        lines = List.copyOf(lines);
    }

    /** True for 2xx. */
    public boolean isPositive() {
        return code < 300;
    }

    /** True for 3xx. */
    public boolean isIntermediate() {
        return code >= 300 && code < 400;
    }

    /** True for 4xx. */
    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    /** True for 5xx. */
    public boolean isPermanent() {
        return code >= 500;
    }

    /** The same for envelope, report and log; without enhanced status it gets the general one. */
    public Reply toReply() {
        int statusClass = code / 100 == 3 ? 2 : code / 100;
        String text = String.join("\n", lines);
        return new Reply(
                code,
                status.orElse(new EnhancedStatus(statusClass, 0, 0)),
                text.isBlank() ? "(no text)" : text);
    }
}
