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
 * @param trace takes the steps
 */
public record RewriteContext(
        Generation generation,
        String sourceChannel,
        boolean envelope,
        boolean forwardPointing,
        Trace trace) {}
