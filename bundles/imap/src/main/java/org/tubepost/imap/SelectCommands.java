// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.SelectArguments;
import org.tubepost.wire.imap.SequenceSet;
import org.tubepost.wire.imap.Tokens;

/** Opening and closing of mailboxes, EXPUNGE and IDLE (RFC 3501, RFC 2177, RFC 3691, RFC 4315). */
final class SelectCommands {
    private final Client client;

    SelectCommands(Client client) {
        this.client = client;
    }

    Next select(Tokens arguments, boolean readOnly) throws IOException, BadCommandException {
        SelectArguments asked = SelectArguments.parse(arguments);
        MailboxName name = client.mailbox(asked.mailbox());
        if (asked.resync().isPresent() && !client.features().has(Feature.QRESYNC)) {
            throw new BadCommandException("QRESYNC must be enabled first");
        }
        boolean numbered = asked.resync().flatMap(SelectArguments.Resync::match).isPresent();
        if (numbered && client.features().has(Feature.UIDONLY)) {
            throw new BadCommandException("[UIDREQUIRED] Messages have no numbers here");
        }
        if (asked.condstore()) {
            client.features().enable(Feature.CONDSTORE);
        }
        if (client.selected().isPresent()) {
            client.unselect();
            client.out().line("* OK [CLOSED] Previous mailbox is closed");
        }
        client.select(name, readOnly);
        Selected selected = client.selected().orElseThrow();
        tell(selected);
        // What goes meanwhile is told with a later command: the client has just been given numbers.
        Next.Done done =
                new Next.Done(
                        selected.isReadOnly()
                                ? "OK [READ-ONLY] "
                                        + (readOnly ? "EXAMINE" : "SELECT")
                                        + " completed"
                                : "OK [READ-WRITE] SELECT completed",
                        false);
        long validity = selected.mailbox().uidValidity();
        return asked.resync()
                .filter(r -> r.uidValidity() == validity)
                .<Next>map(r -> new Next.Steps(new Resynchronization(client, r, done)))
                .orElse(done);
    }

    private void tell(Selected selected) {
        Output out = client.out();
        MailboxView view = selected.known();
        if (client.features().has(Feature.IMAP4REV2)) {
            out.line("* LIST () \"/\" " + client.written(selected.name()));
        }
        out.text("* FLAGS ").line(selected.possibleFlags());
        out.text("* OK [PERMANENTFLAGS ")
                .text(selected.permanentFlags())
                .line("] These can be kept");
        selected.teller().tellSize();
        if (client.features().tellsRecent()) {
            int unseen = view.unseen() == 0 ? view.size() : view.firstUnseen();
            if (unseen < view.size()) {
                out.text("* OK [UNSEEN ").number(unseen + 1).line("] First unseen");
            }
        }
        out.text("* OK [UIDVALIDITY ")
                .number(selected.mailbox().uidValidity())
                .text("] UIDs are valid\r\n* OK [UIDNEXT ")
                .number(view.uidNext())
                .text("] Next UID\r\n* OK [HIGHESTMODSEQ ")
                .number(view.highestModSeq())
                .text("] Highest\r\n* OK [MAILBOXID (")
                .text(selected.mailbox().mailboxId())
                .line(")] Ok\r\n* OK " + UrlCommands.MECHANISMS + " Ok");
        QuotaCommands.alert(client, selected.name());
    }

    Next check(Tokens arguments) throws BadCommandException {
        arguments.end();
        return new Next.Done("OK CHECK completed");
    }

    /** Expunges without telling. */
    Next close(Tokens arguments) throws IOException, BadCommandException {
        arguments.end();
        Selected selected = client.selected().orElseThrow();
        String code = "";
        if (!selected.isReadOnly() && !selected.mailbox().expunge(Optional.empty()).isEmpty()) {
            code = highestModSeq(selected);
        }
        client.unselect();
        return new Next.Done("OK " + code + "CLOSE completed");
    }

    Next unselect(Tokens arguments) throws BadCommandException {
        arguments.end();
        client.unselect();
        return new Next.Done("OK UNSELECT completed");
    }

    Next expunge(Tokens arguments) throws IOException, BadCommandException {
        arguments.end();
        return expunge(Optional.empty());
    }

    Next expungeUids(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        SequenceSet set = arguments.sequenceSet();
        arguments.end();
        Selected selected = client.selected().orElseThrow();
        BitSet indexes = selected.indexes(set, true).orElseThrow();
        return expunge(Optional.of(selected.uids(indexes)));
    }

    private Next expunge(Optional<List<Long>> uids) throws IOException {
        Selected selected = client.selected().orElseThrow();
        if (selected.isReadOnly()) {
            return new Next.Done("NO [READ-ONLY] Mailbox was opened read-only");
        }
        selected.mailbox().expunge(uids.map(u -> u));
        String code = highestModSeq(selected);
        return new Next.Done("OK " + code + "EXPUNGE completed");
    }

    /** What has gone moved it on (RFC 7162 sections 3.2.7 to 3.2.9). */
    private String highestModSeq(Selected selected) {
        return client.features().tellsModSeqs()
                ? "[HIGHESTMODSEQ " + selected.mailbox().view().highestModSeq() + "] "
                : "";
    }

    Next idle(Tokens arguments) throws BadCommandException {
        arguments.end();
        client.out().line("+ Idling");
        Runnable tell = () -> client.selected().ifPresent(s -> s.teller().tell(true));
        tell.run();
        return new Next.Line(SelectCommands::done, Optional.of(tell));
    }

    private static Next done(byte[] line) throws BadCommandException {
        if (!new String(line, StandardCharsets.ISO_8859_1).trim().equalsIgnoreCase("DONE")) {
            throw new BadCommandException("Expected DONE");
        }
        return new Next.Done("OK IDLE completed");
    }
}
