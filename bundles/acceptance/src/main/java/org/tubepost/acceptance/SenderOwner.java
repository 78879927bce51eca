// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;

/**
 * Keyword {@code ownsender}: who has logged in may only send from addresses that reach them, or
 * that the attribute {@value #GRANTED} of their entry grants: an address, or {@code @domain} for a
 * whole domain (RFC 6409 section 6.1). The null path is everybody's.
 */
final class SenderOwner {
    private static final String GRANTED = "tubepostSendAs";

    private SenderOwner() {}

    /** Why the sender is refused; empty if it is not. */
    static Optional<Reply> refusal(Circumstances circumstances, Origin origin, ReversePath path)
            throws AwayException, DirectoryUnavailableException {
        if (origin.authenticated().isEmpty() || path.isNull()) {
            return Optional.empty();
        }
        String login = origin.authenticated().get();
        MailAddress sender = path.address().orElseThrow();
        try (Lease<Directory> lease = circumstances.rooms().directory()) {
            Directory directory = lease.service();
            Optional<Account> user = directory.login(login);
            boolean own = user.isPresent() && owns(directory, user.get(), sender);
            circumstances.step(
                    () -> "ownsender " + login + " " + sender, () -> own ? "own" : "not own");
            return own
                    ? Optional.empty()
                    : Optional.of(Reply.of(550, "5.7.1", "not your address: " + sender));
        }
    }

    private static boolean owns(Directory directory, Account user, MailAddress sender)
            throws DirectoryUnavailableException {
        List<String> granted = user.attributes().all(GRANTED);
        String domain = "@" + sender.asciiDomain();
        if (granted.stream()
                .map(g -> g.strip().toLowerCase(Locale.ROOT))
                .anyMatch(
                        g ->
                                g.equals(domain)
                                        || g.equals(sender.toString().toLowerCase(Locale.ROOT)))) {
            return true;
        }
        Optional<DirectoryEntry> reached = directory.find(sender);
        return reached.isPresent() && reached.get().dn().equalsIgnoreCase(user.dn());
    }
}
