// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

/**
 * Where the payload of a record is.
 *
 * @param segment id of the segment: the sequence number it began with
 * @param offset octets from the start of the segment's file
 * @param length octets
 */
public record Extent(long segment, long offset, int length) {}
