// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.message.HeaderBlock;

/**
 * Does in one mailbox what the rules say. Messages are judged on an immutable view, without holding
 * anything, and go in pages, each one record of the store's log, so that sessions and deliveries
 * get between.
 */
final class Sweep {
    private static final int PAGE = 500;

    private final MessageStore store;
    private final MailArchive archive;
    private final MailboxName name;
    private final boolean trial;
    private final Instant now;
    private final Tally tally;

    Sweep(
            MessageStore store,
            MailArchive archive,
            MailboxName name,
            boolean trial,
            Instant now,
            Tally tally) {
        this.store = store;
        this.archive = archive;
        this.name = name;
        this.trial = trial;
        this.now = now;
        this.tally = tally;
    }

    /**
     * Follows the rules.
     *
     * @throws StoreException if the mailbox cannot be opened
     */
    void run(List<Rule> rules) throws StoreException {
        try (Mailbox mailbox = store.open(Identity.HOUSE, name, trial)) {
            tally.folder(name);
            look(mailbox.view());
            Set<Long> taken = new HashSet<>();
            for (Rule rule : rules) {
                if (tally.isStopped()) {
                    return;
                }
                MailboxView view = mailbox.view();
                List<MessageRecord> chosen =
                        new Selection(rule, view, now, taken, uid -> header(mailbox, uid)).choose();
                apply(mailbox, rule, chosen, view.highestModSeq());
                if (rule.action().kind() != Action.Kind.REPORT) {
                    chosen.forEach(m -> taken.add(m.uid()));
                }
            }
        }
    }

    private void look(MailboxView view) {
        for (int i = 0; i < view.size(); i++) {
            tally.looked(view.get(i).size());
        }
    }

    /** Empty when it cannot be read, or nothing more is wanted. */
    private Optional<HeaderBlock> header(Mailbox mailbox, long uid) {
        if (tally.isStopped()) {
            return Optional.empty();
        }
        try (Content content = mailbox.content(uid)) {
            return Optional.of(HeaderBlock.of(content));
        } catch (StoreException refused) {
            if (refused.code() != Code.EXPUNGEISSUED) {
                tally.problem(refused.getMessage());
            }
        } catch (IOException | RuntimeException unreadable) {
            tally.problem(name + ", message " + uid + ": " + unreadable.getMessage());
        }
        return Optional.empty();
    }

    private void apply(Mailbox mailbox, Rule rule, List<MessageRecord> chosen, long judgedAt)
            throws StoreException {
        MailboxName target =
                rule.action().kind() == Action.Kind.FILE_INTO ? rule.action().target(name) : name;
        if (rule.action().kind() == Action.Kind.FILE_INTO && target.equals(name)) {
            return;
        }
        for (int at = 0; at < chosen.size() && !tally.isStopped(); at += PAGE) {
            List<MessageRecord> page = chosen.subList(at, Math.min(chosen.size(), at + PAGE));
            page.forEach(m -> tally.found(name, mailbox.uidValidity(), m.uid(), rule));
            List<Long> uids = page.stream().map(MessageRecord::uid).toList();
            switch (rule.action().kind()) {
                case DISCARD -> discarded(page, trial ? uids : mailbox.expire(uids, judgedAt));
                case FILE_INTO -> tally.filed(trial ? uids.size() : file(mailbox, uids, target));
                case ARCHIVE ->
                        tally.archived(trial ? uids.size() : archive(mailbox, page, judgedAt));
                default -> tally.reported(uids.size());
            }
        }
    }

    /**
     * Expunges messages when their copies are on the disk. One that cannot be read stays, and one
     * that is changed meanwhile has a copy too many.
     */
    private long archive(Mailbox mailbox, List<MessageRecord> page, long judgedAt)
            throws StoreException {
        List<Long> kept = new ArrayList<>();
        for (MessageRecord message : page) {
            if (tally.isStopped()) {
                break;
            }
            try (Content content = mailbox.content(message.uid())) {
                archive.keep(name, mailbox.uidValidity(), message, content);
                kept.add(message.uid());
            } catch (IOException failed) {
                boolean gone =
                        failed instanceof StoreException refused
                                && refused.code() == Code.EXPUNGEISSUED;
                if (!gone) {
                    tally.problem(name + ", message " + message.uid() + ": " + failed);
                }
            }
        }
        return kept.isEmpty() ? 0 : mailbox.expire(kept, judgedAt).size();
    }

    private void discarded(List<MessageRecord> page, List<Long> gone) {
        Map<Long, Long> sizes = new HashMap<>();
        page.forEach(m -> sizes.put(m.uid(), m.size()));
        tally.discarded(gone.size(), gone.stream().mapToLong(sizes::get).sum());
    }

    /**
     * Moves messages, in one record with their arrival there; makes the folder when it is missing.
     */
    private long file(Mailbox mailbox, List<Long> uids, MailboxName target) throws StoreException {
        try {
            return mailbox.moveTo(uids, target).sourceUids().size();
        } catch (StoreException refused) {
            if (refused.code() != Code.NONEXISTENT || mailbox.isGone()) {
                throw refused;
            }
            store.create(Identity.HOUSE, target, Optional.empty());
            return mailbox.moveTo(uids, target).sourceUids().size();
        }
    }
}
