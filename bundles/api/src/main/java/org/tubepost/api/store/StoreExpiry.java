// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Removes messages that rules of the administrator call old or too many (docs/expiry.md). For
 * administrators' tools; a nightly run does the same.
 */
@ProviderType
public interface StoreExpiry {

    /**
     * Goes through mailboxes and does what the rules say. Sessions that have a mailbox open see
     * expunges as those of any other session. One run at a time.
     *
     * @throws IOException if the rules cannot be read
     * @throws IllegalStateException if a run is under way already, or other rules are asked for
     *     while the configuration is being replaced
     * @throws IllegalArgumentException if the rules hold an error, with all of them in the text
     */
    ExpiryReport run(Order order, ExpiryMonitor monitor) throws IOException;

    /**
     * What to go through.
     *
     * @param owner only this owner's mailboxes
     * @param partition only mailboxes of users on this partition
     * @param trial true to find and tell, and change nothing
     * @param rules files and folders that stand in for those of the same name in {@code etc/}; none
     *     for the rules in force
     */
    record Order(
            Optional<String> owner, Optional<String> partition, boolean trial, List<Path> rules) {

        /** All mailboxes by the rules in force. */
        public static final Order ALL =
                new Order(Optional.empty(), Optional.empty(), false, List.of());

        /** Normalizes the owner. */
        public Order {
            owner = owner.map(o -> MailboxName.inbox(o).owner());
            rules = List.copyOf(rules);
        }
    }
}
