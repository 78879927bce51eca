// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.Arrays;
import java.util.Optional;

/**
 * The access tables and the flags that their entries may set (reference page mta-essentials, "Flags
 * of access tables"; the seed's administration guide has the letters). {@code $M} and {@code $P}
 * are ours.
 */
enum AccessTable {
    /** At connect. */
    PORT_ACCESS("YNF<>DTX", "U"),
    /** At MAIL. */
    FROM_ACCESS("YNFBHVZJK<>DTAGSXP", "UI"),
    /** At RCPT, before aliases. */
    ORIG_SEND_ACCESS("YNFBH<>DTAGXMP", "UIVZ"),
    /** At RCPT, after aliases. */
    SEND_ACCESS("YNFBH<>DTAGXMP", "UIVZ"),
    /** At RCPT, before aliases, with the connection. */
    ORIG_MAIL_ACCESS("YNFBH<>DTAGXMP", "UIVZ"),
    /** At RCPT, after aliases, with the connection. */
    MAIL_ACCESS("YNFBH<>DTAGXMP", "UIVZ");

    /** Flags with an argument, in the order in which arguments are read. */
    static final String ARGUMENTS = "UJKI<>DTAGSXMP";

    private final String flags;
    private final String later;

    AccessTable(String flags, String later) {
        this.flags = flags;
        this.later = later;
    }

    /** The access table with a name. */
    static Optional<AccessTable> of(String name) {
        return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }

    /** True when the table does something for a flag. */
    boolean knows(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** True for a flag of the language that nothing happens for yet. */
    boolean isLater(char flag) {
        return later.indexOf(flag) >= 0;
    }
}
