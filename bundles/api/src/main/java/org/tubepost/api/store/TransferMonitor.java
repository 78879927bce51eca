// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Watches a long transfer; called after each message, at once and often. */
@ConsumerType
public interface TransferMonitor {

    /**
     * A message was dealt with.
     *
     * @param where folder or file that is being worked on
     * @param messages so far
     * @param octets so far
     */
    void at(String where, long messages, long octets);

    /** True to end after the message under way; what was done stays. */
    boolean isStopped();
}
