// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Mailbox;

/** The content of a message, opened when it is needed, once, and closed with this. */
final class LazyContent implements AutoCloseable {
    private final Mailbox mailbox;
    private final long uid;
    private Optional<Content> opened = Optional.empty();

    LazyContent(Mailbox mailbox, long uid) {
        this.mailbox = mailbox;
        this.uid = uid;
    }

    /** The content; it is closed by whom this belongs to. */
    Content get() throws IOException {
        if (opened.isEmpty()) {
            opened = Optional.of(mailbox.content(uid));
        }
        return opened.get();
    }

    @Override
    public void close() {
        opened.ifPresent(Content::close);
    }
}
