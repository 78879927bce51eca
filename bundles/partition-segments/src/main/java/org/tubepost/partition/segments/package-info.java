// SPDX-License-Identifier: Apache-2.0

/** A store partition that keeps messages as extents of a journal. */
package org.tubepost.partition.segments;
