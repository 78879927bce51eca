// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;

/**
 * What access tables know of a transaction.
 *
 * @param generation configuration of the transaction
 * @param origin where the message comes from; its channel is the source channel after switching
 * @param sender envelope sender as given
 * @param rehearsal true when somebody only wants to know: nothing is counted, nothing logged
 * @param trace takes the steps
 */
public record AccessRequest(
        Generation generation, Origin origin, ReversePath sender, boolean rehearsal, Trace trace) {}
