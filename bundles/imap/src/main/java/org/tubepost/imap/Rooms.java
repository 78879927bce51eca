// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.QuotaAdministration;
import org.tubepost.api.store.SearchIndex;

/** What sessions share: the rooms that they ask, empty while one is being replaced. */
interface Rooms {

    Optional<Lease<Authenticator>> authenticator();

    Optional<Lease<MessageStore>> store();

    /** The index of words, if there is one. */
    Optional<Lease<SearchIndex>> searchIndex();

    /** Users who have not logged in here. */
    Optional<Lease<Directory>> directory();

    /** Who writes limits down, if somebody can. */
    Optional<Lease<QuotaAdministration>> quotaAdministration();

    /** The generation in force; empty before the first. */
    Optional<Generation> generation();

    /** URLs that others may follow. */
    AuthorizedUrls urls();

    /** What happens to mailboxes. */
    Bulletins bulletins();

    /** What is known of headers. */
    HeaderCache headers();
}
