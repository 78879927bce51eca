// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

/** A stretch of bytes. */
public record Extent(long position, int length) {}
