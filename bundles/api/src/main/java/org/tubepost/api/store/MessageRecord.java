// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;

/**
 * What a mailbox knows of a message without opening it.
 *
 * @param uid unique identifier, 1 to 2^32 - 1, ascending
 * @param modSeq sequence number of its last change
 * @param flags flags
 * @param internalDate date of delivery or as given in APPEND, second precision
 * @param saved when it came into this mailbox
 * @param size octets
 * @param emailId id of the content, the same for all its copies (RFC 8474)
 */
public record MessageRecord(
        long uid,
        long modSeq,
        Flags flags,
        Instant internalDate,
        Instant saved,
        long size,
        String emailId) {}
