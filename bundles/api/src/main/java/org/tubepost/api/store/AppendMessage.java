// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;
import org.tubepost.api.message.Content;

/**
 * A message to append.
 *
 * @param content sealed by a sink of {@link MessageStore#begin} (not copied) or any other (copied);
 *     the caller closes it
 * @param flags flags to set
 * @param internalDate internal date
 */
public record AppendMessage(Content content, Flags flags, Instant internalDate) {}
