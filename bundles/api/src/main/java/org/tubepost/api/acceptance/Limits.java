// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

/**
 * Limits of the configuration in force for a source channel.
 *
 * @param messageSize octets at most
 * @param recipients recipients of one message at most
 * @param headerSize octets of a header at most
 */
public record Limits(long messageSize, int recipients, int headerSize) {}
