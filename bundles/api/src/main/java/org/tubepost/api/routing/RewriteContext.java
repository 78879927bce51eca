// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import org.tubepost.api.config.Generation;
import org.tubepost.api.observe.Trace;

/**
 * Under which circumstances an address is rewritten.
 *
 * @param generation configuration of the transaction
 * @param sourceChannel channel the message comes from
 * @param envelope true for envelope addresses, false for addresses in header fields
 * @param forwardPointing true for recipients, false for senders
 * @param rehearsal true when somebody only wants to know: see {@link Probe#rehearsal}
 * @param trace takes the steps
 */
public record RewriteContext(
        Generation generation,
        String sourceChannel,
        boolean envelope,
        boolean forwardPointing,
        boolean rehearsal,
        Trace trace) {

    /** The circumstances of an envelope recipient. */
    public static RewriteContext recipient(
            Generation generation, String sourceChannel, boolean rehearsal, Trace trace) {
        return new RewriteContext(generation, sourceChannel, true, true, rehearsal, trace);
    }

    /** The circumstances of an envelope sender. */
    public static RewriteContext sender(
            Generation generation, String sourceChannel, boolean rehearsal, Trace trace) {
        return new RewriteContext(generation, sourceChannel, true, false, rehearsal, trace);
    }
}
