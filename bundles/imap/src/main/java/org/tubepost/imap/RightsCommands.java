// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.tubepost.api.store.AccessIdentifier;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FolderRights;
import org.tubepost.api.store.MailboxName;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.Strings;
import org.tubepost.wire.imap.Tokens;

/** Rights on folders (RFC 4314). */
final class RightsCommands {
    private final Client client;

    RightsCommands(Client client) {
        this.client = client;
    }

    private FolderRights rights() {
        return client.store().rights();
    }

    private MailboxName folder(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        return client.mailbox(arguments.mailbox());
    }

    Next getAcl(Tokens arguments) throws IOException, BadCommandException {
        MailboxName folder = folder(arguments);
        arguments.end();
        StringBuilder line = new StringBuilder("* ACL ").append(client.written(folder));
        append(line, folder.owner(), AccessRights.ALL);
        for (Map.Entry<String, AccessRights> entry :
                rights().list(client.identity(), folder).entrySet()) {
            append(line, entry.getKey(), entry.getValue());
        }
        client.out().line(line.toString());
        return new Next.Done("OK GETACL completed");
    }

    private static void append(StringBuilder line, String identifier, AccessRights rights) {
        line.append(' ').append(Strings.astring(identifier));
        line.append(' ').append(Strings.astring(rights.letters()));
    }

    /** Rights with a sign are added to those that are there or taken away. */
    Next setAcl(Tokens arguments) throws IOException, BadCommandException {
        MailboxName folder = folder(arguments);
        arguments.space();
        String identifier = identifier(arguments.text());
        arguments.space();
        String written = arguments.text();
        arguments.end();
        boolean signed = written.startsWith("+") || written.startsWith("-");
        AccessRights asked = rights(signed ? written.substring(1) : written);
        AccessRights after = asked;
        if (signed) {
            AccessRights before =
                    rights().list(client.identity(), folder)
                            .getOrDefault(identifier, AccessRights.NONE);
            after = written.startsWith("+") ? before.plus(asked) : before.minus(asked);
        }
        rights().set(client.identity(), folder, identifier, after);
        return new Next.Done("OK SETACL completed");
    }

    /** As it stands in lists: what is not one is for the store to refuse. */
    private String identifier(String written) {
        try {
            return AccessIdentifier.parse(written)
                    .within(client.identity().defaultDomain())
                    .toString();
        } catch (IllegalArgumentException none) {
            return written;
        }
    }

    private static AccessRights rights(String letters) throws BadCommandException {
        try {
            return new AccessRights(letters);
        } catch (IllegalArgumentException unknown) {
            throw new BadCommandException("There is no such right");
        }
    }

    Next deleteAcl(Tokens arguments) throws IOException, BadCommandException {
        MailboxName folder = folder(arguments);
        arguments.space();
        String identifier = arguments.text();
        arguments.end();
        rights().set(client.identity(), folder, identifier, AccessRights.NONE);
        return new Next.Done("OK DELETEACL completed");
    }

    /**
     * An owner has all rights and cannot lose them; each of them can be given to others, if rules
     * of the site do not forbid it.
     */
    Next listRights(Tokens arguments) throws IOException, BadCommandException {
        MailboxName folder = folder(arguments);
        arguments.space();
        String written = arguments.text();
        arguments.end();
        String identifier = identifier(written);
        AccessRights grantable = rights().grantable(client.identity(), folder, identifier);
        boolean owner = identifier.equalsIgnoreCase(folder.owner());
        StringBuilder line = new StringBuilder("* LISTRIGHTS ").append(client.written(folder));
        append(
                line,
                written.toLowerCase(Locale.ROOT),
                owner ? AccessRights.ALL : AccessRights.NONE);
        grantable.letters().chars().forEach(letter -> line.append(' ').append((char) letter));
        client.out().line(line.toString());
        return new Next.Done("OK LISTRIGHTS completed");
    }

    Next myRights(Tokens arguments) throws IOException, BadCommandException {
        MailboxName folder = folder(arguments);
        arguments.end();
        client.out().line(line(folder));
        return new Next.Done("OK MYRIGHTS completed");
    }

    /** The untagged MYRIGHTS answer. */
    String line(MailboxName folder) throws IOException {
        AccessRights mine = rights().of(client.identity(), folder);
        return "* MYRIGHTS " + client.written(folder) + " " + Strings.astring(mine.letters());
    }
}
