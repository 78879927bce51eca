// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import java.util.Objects;
import org.tubepost.api.observe.Trace;

/**
 * A question to a mapping table.
 *
 * @param input probe string, for instance {@code tcp_local|a@example.org|tcp_local|b@example.net}
 * @param flags letters that are set for the entries' {@code $:x} and {@code $;x}, upper case
 * @param rehearsal true when somebody only wants to know: a table that counts or keeps sequence
 *     numbers answers as it would, and changes nothing
 * @param trace takes the entries that took part
 */
public record Probe(String input, String flags, boolean rehearsal, Trace trace) {

    /** Rejects null components. */
    public Probe {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(flags, "flags");
        Objects.requireNonNull(trace, "trace");
    }

    /** A probe in earnest, without flags. */
    public static Probe of(String input, Trace trace) {
        return new Probe(input, "", false, trace);
    }

    /** The same question about another string. */
    public Probe withInput(String other) {
        return new Probe(other, flags, rehearsal, trace);
    }
}
