// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

/**
 * What an append gave.
 *
 * @param lsn sequence number of the record
 * @param extent where its payload is
 */
public record Appended(long lsn, Extent extent) {}
