// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageStore.MailboxStatus;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.ListArguments;
import org.tubepost.wire.imap.NotifyArguments;
import org.tubepost.wire.imap.Tokens;

/** Commands about folders (RFC 3501 section 6.3). */
final class FolderCommands {
    private final Client client;

    FolderCommands(Client client) {
        this.client = client;
    }

    /** CREATE, with USE of RFC 6154. A trailing separator only says that children will come. */
    Next create(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        String name = arguments.mailbox();
        Optional<String> use = Optional.empty();
        if (arguments.skip(' ')) {
            arguments.expect('(');
            if (!arguments.word().equals("USE")) {
                throw new BadCommandException("Unknown parameter");
            }
            arguments.space();
            List<String> uses = arguments.flagList();
            arguments.expect(')');
            if (uses.size() > 1) {
                return new Next.Done("NO [USEATTR] A mailbox has one special use at most");
            }
            use = uses.stream().findFirst();
        }
        arguments.end();
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        MailboxInfo made = client.store().create(client.identity(), client.wanted(plain), use);
        String id = client.store().status(client.identity(), made.name()).mailboxId();
        return new Next.Done("OK [MAILBOXID (" + id + ")] CREATE completed");
    }

    Next delete(Tokens arguments) throws IOException, BadCommandException {
        MailboxName name = onlyMailbox(arguments);
        client.store().delete(client.identity(), name);
        client.selected().filter(Selected::isGone).ifPresent(s -> client.unselect());
        return new Next.Done("OK DELETE completed");
    }

    Next rename(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        MailboxName from = client.mailbox(arguments.mailbox());
        arguments.space();
        MailboxName to = client.wanted(arguments.mailbox());
        arguments.end();
        client.store().rename(client.identity(), from, to);
        return new Next.Done("OK RENAME completed");
    }

    Next subscribe(Tokens arguments, boolean subscribed) throws IOException, BadCommandException {
        MailboxName name = onlyMailbox(arguments);
        client.store().subscribe(client.identity(), name, subscribed);
        String user = client.mailbox(MailboxName.INBOX).owner();
        client.rooms().bulletins().tellSubscribed(user, name);
        return new Next.Done(subscribed ? "OK SUBSCRIBE completed" : "OK UNSUBSCRIBE completed");
    }

    /** RFC 5465. */
    Next watch(Tokens arguments) throws IOException, BadCommandException {
        NotifyArguments asked;
        try {
            asked = NotifyArguments.parse(arguments);
        } catch (NotifyArguments.BadEventException unknown) {
            return new Next.Done(
                    "NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName"
                            + " SubscriptionChange MailboxMetadataChange ServerMetadataChange)]"
                            + " Event is not known");
        }
        client.notify(
                asked.groups().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Notifications(client, this, asked)));
        if (asked.status() && client.notifications().isPresent()) {
            client.notifications().get().tellAll();
        }
        return new Next.Done("OK NOTIFY completed");
    }

    Next status(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        String name = arguments.mailbox();
        arguments.space();
        List<String> items = ListArguments.statusItems(arguments);
        arguments.end();
        client.out().line(statusLine(client.mailbox(name), items));
        return new Next.Done("OK STATUS completed");
    }

    /** The untagged STATUS answer (RFC 9051, RFC 7162, RFC 7889, RFC 8438, RFC 8474). */
    String statusLine(MailboxName name, List<String> items)
            throws IOException, BadCommandException {
        MailboxStatus status = client.store().status(client.identity(), name);
        long[] deleted =
                items.contains("DELETED") || items.contains("DELETED-STORAGE")
                        ? deleted(name)
                        : new long[2];
        List<String> values = new ArrayList<>();
        for (String item : items) {
            values.add(item + " " + value(item, deleted, status));
        }
        return "* STATUS " + client.written(name) + " (" + String.join(" ", values) + ")";
    }

    private String value(String item, long[] deleted, MailboxStatus status)
            throws BadCommandException {
        return switch (item) {
            case "MESSAGES" -> Integer.toString(status.messages());
            case "RECENT" -> Integer.toString(status.recent());
            case "UNSEEN" -> Integer.toString(status.unseen());
            case "UIDNEXT" -> Long.toString(status.uidNext());
            case "UIDVALIDITY" -> Long.toString(status.uidValidity());
            case "SIZE" -> Long.toString(status.octets());
            case "DELETED" -> Long.toString(deleted[0]);
            case "DELETED-STORAGE" -> Long.toString(deleted[1]);
            case "APPENDLIMIT" -> Long.toString(client.settings().maxMessageOctets());
            case "MAILBOXID" -> "(" + status.mailboxId() + ")";
            case "HIGHESTMODSEQ" -> {
                client.features().enable(Feature.CONDSTORE);
                yield Long.toString(status.highestModSeq());
            }
            default -> throw new BadCommandException("Unknown item " + item);
        };
    }

    /** Number and octets of what EXPUNGE would remove (RFC 9208 section 4.1.4). */
    private long[] deleted(MailboxName name) throws StoreException {
        try (Mailbox mailbox = client.store().open(client.identity(), name, true)) {
            MailboxView view = mailbox.view();
            long[] sums = new long[2];
            for (int i = 0; i < view.size(); i++) {
                if (view.flags(i).has(Flags.DELETED)) {
                    sums[0]++;
                    sums[1] += view.get(i).size();
                }
            }
            return sums;
        }
    }

    /** RFC 2342: one's own folders, those of others, and public ones. */
    Next namespace(Tokens arguments) throws BadCommandException {
        arguments.end();
        client.out().line("* NAMESPACE " + client.namespaces().answer());
        return new Next.Done("OK NAMESPACE completed");
    }

    private MailboxName onlyMailbox(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        MailboxName name = client.mailbox(arguments.mailbox());
        arguments.end();
        return name;
    }
}
