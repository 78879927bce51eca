// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;

/** Asks the store for headers of new messages. A message that is gone already has none. */
final class HeaderSource implements AutoCloseable {
    private final int most;
    private final ServiceLeases<MessageStore> stores;

    /**
     * A header.
     *
     * @param text its octets as ISO 8859-1, as many as are wanted
     * @param length octets of the whole
     */
    record Header(String text, long length) {}

    /**
     * Begins to watch for the store.
     *
     * @param most octets of a header, at most; 0 to ask for none
     */
    HeaderSource(BundleContext context, int most) {
        this.most = most;
        this.stores = ServiceLeases.of(context, MessageStore.class, Duration.ofSeconds(5));
    }

    /** The header of a message; empty if none is wanted, or it cannot be read now. */
    Optional<Header> of(MailboxName name, long uidValidity, long uid) {
        if (most <= 0) {
            return Optional.empty();
        }
        try (Lease<MessageStore> store = stores.lease("").orElse(null);
                Mailbox mailbox =
                        store == null ? null : store.service().open(Identity.HOUSE, name, true)) {
            if (mailbox == null || mailbox.uidValidity() != uidValidity) {
                return Optional.empty();
            }
            try (Content content = mailbox.content(uid)) {
                return Optional.of(read(content));
            }
        } catch (IOException goneOrAway) {
            return Optional.empty();
        }
    }

    private Header read(Content content) throws IOException {
        long length = content.summary().headerSize();
        try (InputStream in = content.newInputStream(0, Math.min(length, most))) {
            return new Header(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1), length);
        }
    }

    @Override
    public void close() {
        stores.close();
    }
}
