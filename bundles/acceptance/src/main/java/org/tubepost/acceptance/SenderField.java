// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.message.HeaderEditor;

/**
 * The Sender field that says who really submitted a message: the address that {@code FROM_ACCESS}
 * names, or under {@code authrewrite} that of the user who has logged in. It is left out where the
 * message is from this address anyway (RFC 5322 section 3.6.2); what else stood there is replaced,
 * as nobody vouches for it.
 */
final class SenderField {
    private final Circumstances circumstances;
    private final Sender sender;

    SenderField(Circumstances circumstances, Sender sender) {
        this.circumstances = circumstances;
        this.sender = sender;
    }

    /** Address to name; empty for none. */
    Optional<MailAddress> wanted() throws AwayException {
        Optional<MailAddress> named = sender.access().senderField();
        Optional<String> login = sender.origin().authenticated();
        if (named.isPresent() || sender.rules().authRewrite() == 0 || login.isEmpty()) {
            return named;
        }
        return Optional.of(addressOf(login.get()));
    }

    private MailAddress addressOf(String login) throws AwayException {
        try (Lease<Directory> directory = circumstances.rooms().directory()) {
            Optional<Account> account = directory.service().login(login);
            if (account.isPresent()) {
                return account.get().mail();
            }
        } catch (DirectoryUnavailableException away) {
            circumstances.step(() -> "authrewrite " + login, away::getMessage);
        }
        return asAddress(login);
    }

    /** The login name, with the local host if it has no domain. */
    private MailAddress asAddress(String login) {
        String host = Keywords.localHost(circumstances.generation());
        try {
            MailAddress address = MailAddress.parse(login);
            return address.isUnqualified() ? address.withDomain(host) : address;
        } catch (AddressSyntaxException noAddress) {
            return new MailAddress(login, host);
        }
    }

    /**
     * Writes it.
     *
     * @param resent a message that was sent on gets a Resent-Sender field
     */
    static void write(HeaderEditor editor, MailAddress address, boolean resent) {
        boolean sentOn =
                resent
                        && editor.fields().stream()
                                .anyMatch(
                                        f ->
                                                f.name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .startsWith("resent-"));
        String name = sentOn ? "Resent-Sender" : "Sender";
        if (says(editor, name, address)) {
            return;
        }
        editor.remove(Set.of(name.toLowerCase(Locale.ROOT)));
        if (!says(editor, sentOn ? "Resent-From" : "From", address)) {
            editor.prepend(name, "<" + address + ">");
        }
    }

    private static boolean says(HeaderEditor editor, String name, MailAddress address) {
        return editor.named(name)
                .flatMap(f -> f.addresses().stream())
                .toList()
                .equals(List.of(address));
    }
}
