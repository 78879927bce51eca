// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.Optional;
import org.tubepost.api.message.Reply;

/**
 * An entry whose turn it is.
 *
 * @param job the entry
 * @param plan of its channel
 * @param undelivered present if nothing is delivered to its destination and only its sender is to
 *     be told: what to say then
 */
record Turn(Job job, ChannelPlan plan, Optional<Reply> undelivered) {}
