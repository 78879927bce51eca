// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.Optional;
import org.tubepost.api.message.Reply;

/**
 * An entry whose turn it is.
 *
 * @param job the entry
 * @param plan of its channel
 * @param undelivered present if its destination is dead and only its sender is to be told: what to
 *     say then
 */
record Turn(Job job, ChannelPlan plan, Optional<Reply> undelivered) {
    static final Reply UNKNOWN_REASON = Reply.of(451, "4.4.1", "the destination does not answer");
}
