// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;

/**
 * A user passed a quota.
 *
 * @param time when
 * @param owner owner's id
 * @param root quota root, {@code user/OWNER}
 * @param exceeded true when something was refused because of it, false when there is room again
 * @param octets in use
 * @param octetLimit octets at most; negative for no limit
 * @param messages in use
 * @param messageLimit messages at most; negative for no limit
 */
public record QuotaEvent(
        Instant time,
        String owner,
        String root,
        boolean exceeded,
        long octets,
        long octetLimit,
        long messages,
        long messageLimit) {}
