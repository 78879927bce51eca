// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;

/**
 * A message as it comes into a mailbox.
 *
 * @param uid its UID
 * @param content where its octets are
 * @param origin where they were when the message came into the store: what its EMAILID tells
 * @param flags its flags
 * @param internalDate seconds since 1970
 * @param saved seconds since 1970
 * @param size octets
 * @param key under which it was delivered; {@link DeliveryKey#NONE} for appended and copied ones
 */
public record Row(
        long uid,
        ContentLocator content,
        ContentLocator origin,
        Flags flags,
        long internalDate,
        long saved,
        long size,
        DeliveryKey key) {

    /** The same message with other flags. */
    public Row with(Flags others) {
        return new Row(uid, content, origin, others, internalDate, saved, size, key);
    }

    /** The same message with its content elsewhere. */
    public Row at(ContentLocator place) {
        return new Row(uid, place, origin, flags, internalDate, saved, size, key);
    }
}
