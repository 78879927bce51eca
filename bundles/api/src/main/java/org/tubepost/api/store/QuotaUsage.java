// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * What somebody keeps.
 *
 * @param octets of all messages; one that lies in two folders counts twice
 * @param messages their number
 */
public record QuotaUsage(long octets, long messages) {}
