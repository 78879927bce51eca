// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Optional;

/**
 * A folder as LIST shows it.
 *
 * @param name name
 * @param selectable false for a name that only holds children
 * @param hasChildren folders below it exist
 * @param subscribed the asking user subscribed to it
 * @param specialUse attribute of RFC 6154 such as {@code \Sent}
 * @param partition partition its messages are in
 */
public record MailboxInfo(
        MailboxName name,
        boolean selectable,
        boolean hasChildren,
        boolean subscribed,
        Optional<String> specialUse,
        String partition) {}
