// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import org.tubepost.api.config.ChannelDefinition;

/** Whether a server side extension is offered: {@code no…}, {@code may…}, {@code must…}. */
enum Demand {
    /** Not offered, and refused. */
    NONE,
    /** Offered. */
    OFFERED,
    /** Offered, and nothing goes on without it. */
    NEEDED;

    /**
     * What the last of a channel's keywords says, with or without {@code server} behind it.
     *
     * @param subject {@code tls} or {@code sasl}
     */
    static Demand of(ChannelDefinition channel, String subject) {
        String may = "may" + subject;
        String must = "must" + subject;
        String no = "no" + subject;
        String last =
                channel.lastOf(may, must, no, may + "server", must + "server", no + "server")
                        .orElse(may);
        if (last.startsWith(no)) {
            return NONE;
        }
        return last.startsWith(must) ? NEEDED : OFFERED;
    }
}
