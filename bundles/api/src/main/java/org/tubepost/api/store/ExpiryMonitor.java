// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Watches a run of expiry; {@link #at} is told of messages looked at. */
@ConsumerType
public interface ExpiryMonitor extends TransferMonitor {

    /**
     * A rule applies to a message: it is about to be removed or filed, or only reported.
     *
     * @param mailbox where it is
     * @param uidValidity of that mailbox
     * @param uid of the message
     * @param rule names of the rules, joined by {@code +} when several were merged
     * @param action {@code discard}, {@code report}, {@code archive} or {@code fileinto:FOLDER}
     */
    void found(MailboxName mailbox, long uidValidity, long uid, String rule, String action);
}
