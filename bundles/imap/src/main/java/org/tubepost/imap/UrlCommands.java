// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.tubepost.api.store.AccessKeys;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.Strings;
import org.tubepost.wire.imap.Tokens;
import org.tubepost.wire.imap.UrlArguments;

/** GENURLAUTH, URLFETCH and RESETKEY (RFC 4467). */
final class UrlCommands {
    /** Tells the mechanisms; what they need of a client is nothing. */
    static final String MECHANISMS = "[URLMECH " + AuthorizedUrls.INTERNAL + "]";

    private final Client client;

    UrlCommands(Client client) {
        this.client = client;
    }

    Next generate(Tokens arguments) throws IOException, BadCommandException {
        StringBuilder made = new StringBuilder("* GENURLAUTH");
        for (UrlArguments.Request request : UrlArguments.requests(arguments)) {
            if (!request.mechanism().equals(AuthorizedUrls.INTERNAL)) {
                throw new BadCommandException("The mechanism is " + AuthorizedUrls.INTERNAL);
            }
            String url =
                    client.rooms().urls().make(client.store(), client.identity(), request.url());
            made.append(' ').append(Strings.string(url));
        }
        client.out().line(made.toString());
        return new Next.Done("OK GENURLAUTH completed");
    }

    Next fetch(Tokens arguments) throws BadCommandException {
        Iterator<String> left = UrlArguments.urls(arguments).iterator();
        return new Next.Steps(
                () -> {
                    fetch(left.next());
                    return left.hasNext()
                            ? Optional.empty()
                            : Optional.of(new Next.Done("OK URLFETCH completed"));
                });
    }

    private void fetch(String url) throws StoreException {
        Output out = client.out();
        String begin = "* URLFETCH " + Strings.string(url) + " ";
        try (FollowedUrl followed =
                client.rooms().urls().follow(client.store(), client.identity(), false, url)) {
            out.text(begin);
            write(followed, out);
            out.line("");
        } catch (StoreException refused) {
            if (refused.code() == Code.UNAVAILABLE) {
                throw refused;
            }
            out.line(begin + "NIL");
        }
    }

    /** What cannot be read has not been begun. */
    private static void write(FollowedUrl followed, Output out) {
        try {
            followed.write(out);
        } catch (IOException unreadable) {
            out.text("NIL");
        }
    }

    Next reset(Tokens arguments) throws IOException, BadCommandException {
        UrlArguments.Reset asked = UrlArguments.reset(arguments);
        if (asked.mechanisms().stream().anyMatch(m -> !m.equals(AuthorizedUrls.INTERNAL))) {
            return new Next.Done("NO The mechanism is " + AuthorizedUrls.INTERNAL);
        }
        AccessKeys keys = client.store().accessKeys();
        if (asked.mailbox().isEmpty()) {
            keys.resetAll(client.identity());
            return new Next.Done("OK All keys are reset");
        }
        keys.reset(client.identity(), client.mailbox(asked.mailbox().get()));
        return new Next.Done("OK " + MECHANISMS + " The key is reset");
    }
}
