// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;

/**
 * Expands the addresses that the rewrite rules leave at a local channel: aliases of {@code
 * etc/aliases}, then users and groups of the directory, nested, each final recipient once, loops
 * detected. May block on the directory.
 */
@ProviderType
public interface AliasSource {

    /**
     * Expands one address.
     *
     * @param address local address after rewriting
     * @return what it stands for
     * @throws DirectoryUnavailableException when nobody can say; the recipient is refused for now
     */
    Expansion expand(MailAddress address, ExpansionContext context)
            throws DirectoryUnavailableException;

    /** What an address stands for. */
    sealed interface Expansion {

        /**
         * Mailboxes here and addresses elsewhere.
         *
         * @param targets at least one; addresses elsewhere go through the rewrite rules again
         * @param list what a list does to the copies of these targets
         */
        record Expanded(List<Target> targets, Optional<ListTraffic> list) implements Expansion {

            /** Copies the list. */
            public Expanded {
                targets = List.copyOf(targets);
            }
        }

        /**
         * Nobody, or nobody now.
         *
         * @param reply why
         */
        record Refused(Reply reply) implements Expansion {}
    }

    /** One thing an address stands for. */
    sealed interface Target {

        /**
         * A mailbox of this system.
         *
         * @param owner owner's id as an address with the folder after a plus sign
         * @param partition name of the partition, empty for the default
         */
        record Mailbox(MailAddress owner, String partition) implements Target {}

        /**
         * An address to rewrite again.
         *
         * @param address the address
         */
        record Elsewhere(MailAddress address) implements Target {}

        /**
         * A user whose mail waits, status hold.
         *
         * @param address address to try again when released
         */
        record Held(MailAddress address) implements Target {}

        /**
         * An address that another host of the site is responsible for. The host's own name is
         * rewritten to find the channel; the address stays as it is.
         *
         * @param address the address, for the other host
         * @param host name of the host
         */
        record Routed(MailAddress address, String host) implements Target {}

        /**
         * A channel that does something for a user: answers, or runs a program.
         *
         * @param address the user's primary address
         * @param channel name of the channel
         * @param destination what it is to connect to, such as the name of a command; may be empty
         * @param aside true when the user's mail is delivered elsewhere, too: what becomes of this
         *     recipient is no news for the sender
         */
        record Service(MailAddress address, String channel, String destination, boolean aside)
                implements Target {}
    }
}
