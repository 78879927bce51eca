// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

/**
 * What the streams before have of a mailbox.
 *
 * @param uidValidity its UIDVALIDITY
 * @param uidNext its next UID
 * @param modSeq its highest modification sequence
 */
public record Basis(long uidValidity, long uidNext, long modSeq) {}
