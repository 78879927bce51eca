// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

/** Types of records in the queue's journal. */
final class RecordTypes {
    /** Octets of a large content. */
    static final byte BODY = 1;

    /** A message: {@link MessageHead}, then the rest of the content. */
    static final byte MESSAGE = 2;

    /** State of an entry: {@link EntryState}. */
    static final byte ENTRY = 3;

    /** The number that the next entry gets, at least. */
    static final byte COUNTER = 4;

    private RecordTypes() {}
}
