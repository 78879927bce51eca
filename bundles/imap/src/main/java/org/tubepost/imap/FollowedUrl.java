// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.MessageUrls;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.wire.imap.FetchItem;
import org.tubepost.wire.imap.ImapUrl;

/** A message, or a section of it, that a URL names. */
final class FollowedUrl implements MessageUrls.Opened {
    private final Content content;
    private final ImapUrl url;
    private final Sections.Octets octets;
    private Optional<Lease<MessageStore>> store = Optional.empty();

    private FollowedUrl(Content content, ImapUrl url, Sections.Octets octets) {
        this.content = content;
        this.url = url;
        this.octets = octets;
    }

    /**
     * Opens it.
     *
     * @param mailbox the one that the URL names; closed by this
     * @throws StoreException {@code NONEXISTENT} if there is no such message or section
     */
    static FollowedUrl open(Mailbox mailbox, ImapUrl url) throws IOException {
        try (mailbox) {
            return of(mailbox, url);
        }
    }

    /** As {@link #open}; the mailbox stays open. */
    static FollowedUrl of(Mailbox mailbox, ImapUrl url) throws IOException {
        if (url.uidValidity().orElse(mailbox.uidValidity()) != mailbox.uidValidity()) {
            throw nothing();
        }
        Content content = mailbox.content(url.uid());
        try {
            Sections.Octets octets =
                    Sections.open(url.section(), url.partial(), content)
                            .orElseThrow(FollowedUrl::nothing);
            return new FollowedUrl(content, url, octets);
        } catch (IOException | RuntimeException failed) {
            content.close();
            throw failed;
        }
    }

    private static StoreException nothing() {
        return new StoreException(Code.NONEXISTENT, "There is no such message or section");
    }

    /** The store stays leased until this is closed. */
    FollowedUrl holding(Lease<MessageStore> lease) {
        store = Optional.of(lease);
        return this;
    }

    @Override
    public long size() {
        return octets.size();
    }

    @Override
    public InputStream octets() {
        return octets.stream();
    }

    /** Writes it as a literal. */
    void write(Output out) throws IOException {
        FetchItem.Section item = new FetchItem.Section(url.section(), true, url.partial(), "");
        Sections.write(item, content, out);
    }

    @Override
    public void close() {
        content.close();
        store.ifPresent(Lease::close);
    }
}
