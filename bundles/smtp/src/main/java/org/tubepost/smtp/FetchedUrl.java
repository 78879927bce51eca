// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.store.MessageUrls;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/**
 * What BURL names (RFC 4468), on its way from the store into a message, share by share on a worker.
 * It passes like a chunk of BDAT, so that nothing holds for it that does not hold for other data.
 */
final class FetchedUrl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FetchedUrl.class);
    private static final int SHARE = 32 * 1024;

    private final Lease<MessageUrls> lease;
    private final MessageUrls.Opened opened;
    private final byte[] share;

    private FetchedUrl(Lease<MessageUrls> lease, MessageUrls.Opened opened) {
        this.lease = lease;
        this.opened = opened;
        this.share = new byte[(int) Math.min(SHARE, opened.size())];
    }

    /**
     * Opens it.
     *
     * @throws StoreException as {@link MessageUrls#open} does
     */
    static FetchedUrl open(Rooms rooms, Client client, String url) throws StoreException {
        Lease<MessageUrls> lease =
                rooms.urls()
                        .orElseThrow(
                                () ->
                                        new StoreException(
                                                Code.UNAVAILABLE, "Nobody follows URLs now"));
        try {
            MessageUrls urls = lease.service();
            return new FetchedUrl(lease, urls.open(client.identity().orElseThrow(), url));
        } catch (StoreException | RuntimeException refused) {
            lease.close();
            throw refused;
        }
    }

    /** Octets in all. */
    long size() {
        return opened.size();
    }

    /** Gives the message the next octets; true when these were the last, or cannot be read. */
    boolean passOn(IncomingMail mail) {
        try {
            int count = share.length == 0 ? 0 : opened.octets().read(share);
            if (count < 0) {
                throw new EOFException("it ends early");
            }
            return mail.data(ByteBuffer.wrap(share, 0, count));
        } catch (IOException unreadable) {
            LOG.warn("What a URL names cannot be read", unreadable);
            mail.abandon(Replies.URL_UNREADABLE);
            return true;
        }
    }

    @Override
    public void close() {
        opened.close();
        lease.close();
    }
}
