// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;
import org.tubepost.api.message.Content;

/**
 * A message that is put back.
 *
 * @param uid UID that it had; 0 for the next one
 * @param content sealed by a sink of {@link MessageStore#begin} (not copied) or any other (copied);
 *     the caller closes it
 * @param flags its flags
 * @param internalDate its internal date
 * @param saved when it came into the mailbox
 */
public record RestoredMessage(
        long uid, Content content, Flags flags, Instant internalDate, Instant saved) {}
