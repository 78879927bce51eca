// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.dns;

/**
 * What came of a lookup. "No" and "don't know" are different answers: mail is bounced on one and
 * waits on the other.
 *
 * @param <T> type of the data
 */
public sealed interface DnsAnswer<T> {

    /**
     * There is data.
     *
     * @param value the data, never empty
     * @param authentic validated by DNSSEC (AD bit of a trusted resolver)
     * @param <T> type of the data
     */
    record Found<T>(T value, boolean authentic) implements DnsAnswer<T> {}

    /**
     * There is none.
     *
     * @param nameExists false for NXDOMAIN, true when only this type is missing
     * @param <T> type of the data
     */
    record NotFound<T>(boolean nameExists) implements DnsAnswer<T> {}

    /**
     * Nobody could say: time-out, SERVFAIL, bogus signature. Try later.
     *
     * @param reason for the log and the reply
     * @param <T> type of the data
     */
    record Unavailable<T>(String reason) implements DnsAnswer<T> {}
}
