// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.InputStream;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.security.Identity;

/**
 * Follows authorized URLs of messages (RFC 4467) for the submission server, which puts messages
 * together from what the store has (RFC 4468). Any number of threads; calls may block.
 */
@ProviderType
public interface MessageUrls {

    /** Name of the host by which URLs of this system are best written. */
    String host();

    /**
     * Opens what a URL names. It must be authorized for the submission of the submitter's messages
     * ({@code submit+}), for every user ({@code authuser}) or for anybody ({@code anonymous}).
     *
     * @param submitter who has logged in at the submission server
     * @param url an absolute URL of IMAP with {@code URLAUTH}
     * @return the octets; the caller closes it
     * @throws StoreException {@code CANNOT} if it is no such URL, {@code NOPERM} if it is one of
     *     another system, {@code NONEXISTENT} if there is nothing that the submitter may have, for
     *     whatever reason (expired, revoked, forged, gone), {@code UNAVAILABLE} if that cannot be
     *     found out for now
     */
    Opened open(Identity submitter, String url) throws StoreException;

    /** Octets that a URL names. Used by one thread at a time. */
    @ProviderType
    interface Opened extends AutoCloseable {

        /** How many there are. */
        long size();

        /** The octets, read from where they are kept. */
        InputStream octets();

        /** Lets go of the message; idempotent. */
        @Override
        void close();
    }
}
