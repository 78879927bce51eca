// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;

/**
 * A message to be queued.
 *
 * @param envelope the envelope; its id comes from {@link Queue#newMessageId}
 * @param content content sealed by a sink of the queue, perhaps behind a prefix: its octets are not
 *     copied; any other content is copied. The queue keeps its own reference
 * @param held true to keep the entries until an administrator releases them
 */
public record Submission(Envelope envelope, Content content, boolean held) {}
