// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

/**
 * A folder of an owner.
 *
 * @param mailbox number of its mailbox; 0 for a name that only holds children
 * @param specialUse attribute of RFC 6154, or empty
 */
public record Folder(long mailbox, String specialUse) {

    /** True when it holds messages. */
    public boolean isSelectable() {
        return mailbox != 0;
    }
}
