// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.store.Annotations;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Bulletins.Annotated;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.MetadataArguments;
import org.tubepost.wire.imap.Strings;
import org.tubepost.wire.imap.Tokens;

/**
 * Annotations of mailboxes and of the server (RFC 5464). What the server tells everybody stands in
 * the settings.
 */
final class MetadataCommands {
    private final Client client;

    MetadataCommands(Client client) {
        this.client = client;
    }

    private Optional<MailboxName> folder(String name) throws StoreException {
        return name.isEmpty() ? Optional.empty() : Optional.of(client.mailbox(name));
    }

    Next get(Tokens arguments) throws IOException, BadCommandException {
        MetadataArguments.Get asked = MetadataArguments.get(arguments);
        Optional<MailboxName> folder = folder(asked.mailbox());
        NavigableMap<String, String> known =
                new TreeMap<>(client.store().annotations().of(client.identity(), folder));
        if (folder.isEmpty()) {
            known.putAll(ofServer());
        }
        List<String> words = new ArrayList<>();
        long longest = 0;
        for (String entry : known.keySet()) {
            String value = known.get(entry);
            if (asked.wants(entry) && value.length() > asked.maxSize()) {
                longest = Math.max(longest, value.length());
            } else if (asked.wants(entry)) {
                words.add(Strings.astring(entry) + " " + Strings.latin1(value));
            }
        }
        for (String entry : asked.entries()) {
            if (asked.depth() == 0 && !known.containsKey(entry)) {
                words.add(Strings.astring(entry) + " NIL");
            }
        }
        if (!words.isEmpty()) {
            String name = folder.map(client::written).orElse("\"\"");
            client.out().line("* METADATA " + name + " (" + String.join(" ", words) + ")");
        }
        String code = longest > 0 ? "[METADATA LONGENTRIES " + longest + "] " : "";
        return new Next.Done("OK " + code + "GETMETADATA completed");
    }

    private NavigableMap<String, String> ofServer() {
        NavigableMap<String, String> told = new TreeMap<>();
        if (!client.settings().comment().isEmpty()) {
            told.put("/shared/comment", client.settings().comment());
        }
        if (!client.settings().administrator().isEmpty()) {
            told.put("/shared/admin", client.settings().administrator());
        }
        return told;
    }

    Next set(Tokens arguments) throws IOException, BadCommandException {
        MetadataArguments.Set asked = MetadataArguments.set(arguments);
        if (asked.changes().values().stream()
                .anyMatch(v -> v.orElse("").length() > Annotations.MAX_OCTETS)) {
            return new Next.Done(
                    "NO [METADATA MAXSIZE " + Annotations.MAX_OCTETS + "] A value is too long");
        }
        try {
            client.store()
                    .annotations()
                    .set(client.identity(), folder(asked.mailbox()), asked.changes());
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.LIMIT) {
                return new Next.Done("NO [METADATA TOOMANY] Too many annotations");
            }
            throw refused;
        }
        client.rooms()
                .bulletins()
                .tell(
                        new Annotated(
                                client.mailbox(MailboxName.INBOX).owner(),
                                folder(asked.mailbox()),
                                asked.changes().keySet()));
        return new Next.Done("OK SETMETADATA completed");
    }
}
