// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.message.SevenBitMessage;
import org.tubepost.message.UnconvertibleException;

/**
 * The message of one delivery in ASCII, for hosts without 8BITMIME. Made when the first host needs
 * it, used for all of them, gone with the delivery. Used by one thread.
 */
final class SevenBitCopy implements AutoCloseable {
    private final Content content;
    private Optional<Content> copy = Optional.empty();

    SevenBitCopy(Content content) {
        this.content = content;
    }

    /**
     * The copy, to be used until the delivery ends.
     *
     * @throws UnconvertibleException if the message has no such form
     * @throws IOException if it cannot be read, or there is no room for the copy
     */
    Content content() throws IOException, UnconvertibleException {
        if (copy.isEmpty()) {
            copy = Optional.of(SevenBitMessage.of(content));
        }
        return copy.get();
    }

    @Override
    public void close() {
        copy.ifPresent(Content::close);
    }
}
