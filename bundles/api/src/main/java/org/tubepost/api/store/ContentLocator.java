// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * Where a partition keeps a content.
 *
 * @param partition name of the partition
 * @param number the partition's own number for it, positive, ascending with time, never used twice;
 *     stable however the partition moves its bytes
 */
public record ContentLocator(String partition, long number) {}
