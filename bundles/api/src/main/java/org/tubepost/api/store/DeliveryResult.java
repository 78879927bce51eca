// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Optional;

/**
 * What became of one target.
 *
 * @param target as given
 * @param mailbox where the message is
 * @param uidValidity of that mailbox
 * @param uid of the message there; 0 when refused
 * @param refusal why the target did not get it
 */
public record DeliveryResult(
        DeliveryTarget target,
        MailboxName mailbox,
        long uidValidity,
        long uid,
        Optional<StoreException> refusal) {}
