// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * Where a message is to be delivered.
 *
 * @param mailbox folder; the user and INBOX are made if they do not exist; another folder that does
 *     not exist falls back to INBOX
 * @param partition partition for a user who does not exist yet; empty for the default
 * @param flags flags to set
 */
public record DeliveryTarget(MailboxName mailbox, String partition, Flags flags) {}
