// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Optional;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.store.MessageStore;

/** What sessions share: the rooms that they ask, empty while one is being replaced. */
interface Rooms {

    Optional<Lease<Authenticator>> authenticator();

    Optional<Lease<MessageStore>> store();

    /** What happens to mailboxes. */
    Bulletins bulletins();

    /** What is known of headers. */
    HeaderCache headers();
}
