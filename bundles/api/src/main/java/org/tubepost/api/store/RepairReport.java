// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * How a reconstruction ended.
 *
 * @param owners looked at
 * @param mailboxes looked at
 * @param messages whose content was compared with its checksums
 * @param octets of these
 * @param damages found
 * @param mended of these
 * @param stopped true if it was stopped; {@link RepairRequest#resume} goes on
 */
public record RepairReport(
        long owners,
        long mailboxes,
        long messages,
        long octets,
        long damages,
        long mended,
        boolean stopped) {}
