// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.AppendArguments;
import org.tubepost.wire.imap.AppendArguments.Piece;
import org.tubepost.wire.imap.AuthorizedUrl;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.ImapUrl;
import org.tubepost.wire.imap.Strings;

/**
 * Puts messages together from their pieces (RFC 4469). Pieces that the server has are copied in
 * their turn, before the literal behind them comes in, so that nothing waits in memory.
 */
final class Assembly {
    private final Client client;

    Assembly(Client client) {
        this.client = client;
    }

    /**
     * The message whose last piece is about to come in.
     *
     * @param size octets of that piece
     */
    Incoming expect(MailboxName target, AppendArguments.Message message, long size)
            throws IOException {
        Incoming incoming = begun(message).orElse(null);
        boolean isNew = incoming == null;
        if (isNew) {
            incoming = new Incoming(client.store().begin(client.identity(), target, size));
        }
        try {
            addUrls(incoming, message);
            check(incoming.size() + size);
            incoming.pieceBegun();
            return incoming;
        } catch (IOException refused) {
            if (isNew) {
                incoming.drop();
            }
            throw refused;
        }
    }

    /** A message that is complete; the caller seals or drops it. */
    Incoming complete(MailboxName target, AppendArguments.Message message)
            throws IOException, BadCommandException {
        Incoming incoming = begun(message).orElse(null);
        if (incoming == null) {
            if (message.pieces().get(0) instanceof Piece.Text) {
                throw new BadCommandException("Expected a message");
            }
            incoming = new Incoming(client.store().begin(client.identity(), target, 0));
        }
        try {
            addUrls(incoming, message);
            check(incoming.size());
        } catch (IOException refused) {
            incoming.drop();
            throw refused;
        }
        return incoming;
    }

    private static Optional<Incoming> begun(AppendArguments.Message message) {
        return message.pieces().stream()
                .filter(Piece.Text.class::isInstance)
                .flatMap(p -> ((Piece.Text) p).literal().target().stream())
                .filter(Incoming.class::isInstance)
                .map(Incoming.class::cast)
                .findFirst();
    }

    private void check(long size) throws RefusedException {
        long most = client.settings().maxMessageOctets();
        if (size > most) {
            throw new RefusedException("NO [TOOBIG] Messages have at most " + most + " octets");
        }
    }

    private void addUrls(Incoming incoming, AppendArguments.Message message) throws IOException {
        List<Piece> pieces = message.pieces();
        while (incoming.pieces() < pieces.size()
                && pieces.get(incoming.pieces()) instanceof Piece.Url url) {
            incoming.pieceBegun();
            add(incoming, url.url());
            check(incoming.size());
        }
    }

    private void add(Incoming incoming, String written) throws IOException {
        try {
            if (AuthorizedUrl.isAbsolute(written)) {
                take(incoming, authorized(written));
                return;
            }
            ImapUrl url = ImapUrl.parse(written);
            if (url.mailbox().isPresent()) {
                MailboxName name = client.mailbox(url.mailbox().get());
                try (Mailbox mailbox = client.store().open(client.identity(), name, true)) {
                    take(incoming, FollowedUrl.of(mailbox, url));
                }
            } else {
                Selected selected = client.selected().orElseThrow(() -> badUrl(written));
                take(incoming, FollowedUrl.of(selected.mailbox(), url));
            }
        } catch (BadCommandException malformed) {
            throw badUrl(written);
        } catch (StoreException refused) {
            switch (refused.code()) {
                case NONEXISTENT, EXPUNGEISSUED, CANNOT, NOPERM -> throw badUrl(written);
                default -> throw refused;
            }
        }
    }

    private FollowedUrl authorized(String written) throws StoreException {
        return client.rooms().urls().follow(client.store(), client.identity(), false, written);
    }

    private static void take(Incoming incoming, FollowedUrl followed) throws IOException {
        try (followed) {
            incoming.copy(followed.octets());
        }
    }

    private static RefusedException badUrl(String written) {
        String shown = written.replaceAll("[^ -~]", "?");
        return new RefusedException("NO [BADURL " + Strings.string(shown) + "] Not there");
    }
}
