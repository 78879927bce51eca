// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The messages of a mailbox at one moment, by ascending UID. Immutable, cheap to get. */
@ProviderType
public interface MailboxView {

    /** Number of messages. */
    int size();

    /** The message at an index, 0 to size - 1. */
    MessageRecord get(int index);

    /** UID of the message at an index; cheaper than the whole record. */
    long uid(int index);

    /** Flags of the message at an index; cheaper than the whole record. */
    Flags flags(int index);

    /**
     * Index of a UID.
     *
     * @return the index, or {@code -(insertion point) - 1} as {@link
     *     java.util.Collections#binarySearch} says it
     */
    int indexOf(long uid);

    /** UID that the next message gets, at least. */
    long uidNext();

    /** Highest modification sequence of the mailbox, expunges included; at least 1. */
    long highestModSeq();

    /** Messages without {@code \Seen}. */
    int unseen();

    /** Index of the first message without {@code \Seen}; {@link #size} if there is none. */
    int firstUnseen();

    /** Octets of all messages. */
    long octets();

    /** Keywords in use. */
    List<String> keywords();
}
