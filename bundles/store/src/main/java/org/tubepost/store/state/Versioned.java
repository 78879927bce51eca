// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

/** A state that the log tells. */
public interface Versioned {

    /** Sequence number of the last record that changed it. */
    long version();

    /** Sequence number of the record from which on the log tells all of it. */
    long base();

    /** Octets that it takes in memory, about. */
    long memory();
}
