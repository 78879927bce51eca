// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;

/**
 * Under which circumstances an address is expanded; lists ask who sends.
 *
 * @param generation configuration of the transaction
 * @param origin where the message comes from; its channel is the source channel after switching
 * @param sender envelope sender
 * @param announcedSize octets that MAIL announced, 0 if none
 * @param rehearsal true when somebody only wants to know: see {@link Probe#rehearsal}
 * @param trace takes the steps
 */
public record ExpansionContext(
        Generation generation,
        Origin origin,
        ReversePath sender,
        long announcedSize,
        boolean rehearsal,
        Trace trace) {}
