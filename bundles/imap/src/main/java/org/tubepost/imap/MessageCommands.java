// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.FetchArguments;
import org.tubepost.wire.imap.SequenceSet;
import org.tubepost.wire.imap.StoreArguments;
import org.tubepost.wire.imap.Stretch;
import org.tubepost.wire.imap.Tokens;

/** Commands about messages, each by number or by UID (RFC 3501 sections 6.4.4 to 6.4.8). */
final class MessageCommands {
    private final Client client;

    MessageCommands(Client client) {
        this.client = client;
    }

    private Selected selected() {
        return client.selected().orElseThrow();
    }

    private BitSet indexes(SequenceSet set, boolean byUid) throws BadCommandException {
        return selected()
                .indexes(set, byUid)
                .orElseThrow(() -> new BadCommandException("There is no such message"));
    }

    Next fetch(Tokens arguments, boolean byUid) throws BadCommandException {
        FetchArguments asked = FetchArguments.parse(arguments);
        if (asked.vanished() && !(byUid && client.features().has(Feature.QRESYNC))) {
            throw new BadCommandException("VANISHED is for UID FETCH behind ENABLE QRESYNC");
        }
        BitSet indexes = indexes(asked.messages(), byUid);
        if (asked.partial().isPresent()) {
            if (!byUid) {
                throw new BadCommandException("PARTIAL is for UID FETCH");
            }
            indexes = stretch(indexes, asked.partial().get());
        }
        return new Next.Steps(new FetchWork(client, asked, indexes, byUid));
    }

    private static BitSet stretch(BitSet indexes, Stretch stretch) {
        int size = indexes.cardinality();
        int from = stretch.from(size);
        int to = stretch.to(size);
        BitSet some = new BitSet();
        int place = 0;
        for (int i = indexes.nextSetBit(0); i >= 0; i = indexes.nextSetBit(i + 1)) {
            some.set(i, place >= from && place < to);
            place++;
        }
        return some;
    }

    Next store(Tokens arguments, boolean byUid) throws IOException, BadCommandException {
        StoreArguments asked = StoreArguments.parse(arguments);
        Flags flags = AppendCommand.flags(asked.flags());
        BitSet indexes = indexes(asked.messages(), byUid);
        Selected selected = selected();
        if (selected.isReadOnly()) {
            return new Next.Done("NO [READ-ONLY] Mailbox was opened read-only", byUid);
        }
        if (asked.unchangedSince().isPresent()) {
            client.features().enable(Feature.CONDSTORE);
        }
        FlagChange.Action action =
                switch (asked.sign()) {
                    case '+' -> FlagChange.Action.ADD;
                    case '-' -> FlagChange.Action.REMOVE;
                    default -> FlagChange.Action.REPLACE;
                };
        List<Long> uids = selected.uids(indexes);
        FlagChange change = new FlagChange(action, flags);
        List<MessageRecord> changed =
                selected.mailbox().changeFlags(uids, change, asked.unchangedSince().orElse(-1));
        tell(asked, change, changed);
        return new Next.Done(
                "OK " + modified(asked, uids, changed, byUid) + "STORE completed", byUid);
    }

    /**
     * A silent STORE still tells the new modification sequences (RFC 7162 section 3.1.3), and flags
     * that are not what the client makes of its own change because others were there before it.
     */
    private void tell(StoreArguments asked, FlagChange change, List<MessageRecord> changed) {
        Selected selected = selected();
        for (MessageRecord record : changed) {
            int index = selected.known().indexOf(record.uid());
            if (index < 0) {
                continue;
            }
            boolean expected =
                    change.applyTo(selected.teller().lastTold(index).flags())
                            .equals(record.flags());
            selected.teller().told(record);
            if (!asked.silent() || !expected) {
                selected.teller().tellFlags(index, record);
            } else if (client.features().tellsModSeqs()) {
                selected.teller().tellModSeq(index, record);
            }
        }
    }

    /** Messages that somebody else had changed meanwhile. */
    private String modified(
            StoreArguments asked, List<Long> uids, List<MessageRecord> changed, boolean byUid) {
        if (asked.unchangedSince().isEmpty()) {
            return "";
        }
        Set<Long> done = changed.stream().map(MessageRecord::uid).collect(Collectors.toSet());
        MailboxView now = selected().mailbox().view();
        List<Long> numbers = new ArrayList<>();
        for (long uid : uids) {
            if (!done.contains(uid) && now.indexOf(uid) >= 0) {
                numbers.add(byUid ? uid : (long) selected().known().indexOf(uid) + 1);
            }
        }
        return numbers.isEmpty() ? "" : "[MODIFIED " + SequenceSet.format(numbers) + "] ";
    }

    Next copy(Tokens arguments, boolean byUid) throws IOException, BadCommandException {
        return transfer(arguments, byUid, false);
    }

    /** RFC 6851: the UIDs are told before the messages go. */
    Next move(Tokens arguments, boolean byUid) throws IOException, BadCommandException {
        return transfer(arguments, byUid, true);
    }

    private Next transfer(Tokens arguments, boolean byUid, boolean move)
            throws IOException, BadCommandException {
        arguments.space();
        SequenceSet set = arguments.sequenceSet();
        arguments.space();
        MailboxName target = client.mailbox(arguments.mailbox());
        arguments.end();
        Selected selected = selected();
        List<Long> uids = selected.uids(indexes(set, byUid));
        String name = move ? "MOVE" : "COPY";
        if (move && selected.isReadOnly()) {
            return new Next.Done("NO [READ-ONLY] Mailbox was opened read-only");
        }
        if (uids.isEmpty()) {
            return new Next.Done("OK No messages to " + name);
        }
        Mailbox.CopyResult result;
        try {
            result =
                    move
                            ? selected.mailbox().moveTo(uids, target)
                            : selected.mailbox().copyTo(uids, target);
        } catch (StoreException refused) {
            return new Next.Done(Refusals.tryCreate(refused));
        }
        Optional<String> code =
                result.sourceUids().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "[COPYUID "
                                        + result.uidValidity()
                                        + " "
                                        + SequenceSet.format(result.sourceUids())
                                        + " "
                                        + SequenceSet.format(result.targetUids())
                                        + "] ");
        if (move) {
            code.ifPresent(c -> client.out().line("* OK " + c + "Moved"));
            return new Next.Done("OK MOVE completed");
        }
        return new Next.Done("OK " + code.orElse("") + "COPY completed");
    }
}
