// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;

/**
 * Messages that were expunged and can still be put back (docs/store.md). For administrators' tools,
 * which check nobody's rights here. Changes are durable when their method returns.
 */
@ProviderType
public interface ExpungedMessages {

    /** How long an expunged message is kept, at least; zero when none are kept from now on. */
    Duration keptFor();

    /**
     * What is kept of a mailbox at this moment, in the order in which it was expunged. The UIDs are
     * of this list only and say nothing of those that the messages had; {@link MessageRecord#saved}
     * is when the message was expunged, and the flags are those that it had then.
     *
     * @throws StoreException {@code NONEXISTENT} if there is no such mailbox
     */
    MailboxView of(MailboxName name) throws StoreException;

    /**
     * Octets of a message of the list; the caller closes them.
     *
     * @throws StoreException {@code EXPUNGEISSUED} if it is not kept any more
     */
    Content content(MailboxName name, long uid) throws StoreException;

    /**
     * Puts messages of the list back into their mailbox, all or none: with new UIDs, their flags
     * except {@code \Deleted}, and their internal dates. What is not kept any more is left out.
     *
     * @return UIDs in the list and in the mailbox
     * @throws StoreException {@code OVERQUOTA} if the owner may not keep so much; nothing was done
     */
    Mailbox.CopyResult restore(MailboxName name, Collection<Long> uids) throws StoreException;

    /**
     * Lets go of messages of the list before their time.
     *
     * @return those that were kept until now
     */
    List<Long> purge(MailboxName name, Collection<Long> uids) throws StoreException;
}
