// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.message.HeaderBlock;

/**
 * Chooses the messages of one mailbox to which a rule applies: first those that are too old, too
 * large or flagged, then, if too many or too large together are left, the oldest of those that meet
 * the conditions. Headers are looked at last, for they have to be read. Works on one view and holds
 * nothing else.
 */
final class Selection {
    private final Rule rule;
    private final MailboxView view;
    private final Instant now;
    private final LongFunction<Optional<HeaderBlock>> header;
    private final Set<Long> taken;
    private final List<MessageRecord> chosen = new ArrayList<>();
    private final Set<Long> refused = new HashSet<>();
    private long lastUid;
    private Optional<HeaderBlock> lastHeader = Optional.empty();

    /**
     * Prepares.
     *
     * @param taken UIDs that an earlier rule removes; they are as good as gone
     * @param header reads the header of a message; empty if it cannot be read
     */
    Selection(
            Rule rule,
            MailboxView view,
            Instant now,
            Set<Long> taken,
            LongFunction<Optional<HeaderBlock>> header) {
        this.rule = rule;
        this.view = view;
        this.now = now;
        this.taken = taken;
        this.header = header;
    }

    /** The messages by ascending UID. */
    List<MessageRecord> choose() {
        long messages = 0;
        long octets = 0;
        Set<Long> gone = new HashSet<>();
        for (int i = 0; i < view.size(); i++) {
            MessageRecord message = view.get(i);
            if (taken.contains(message.uid())) {
                continue;
            }
            messages++;
            octets += message.size();
            if (meetsFlags(message) && isDue(message) && meetsHeaders(message)) {
                chosen.add(message);
                gone.add(message.uid());
                messages--;
                octets -= message.size();
            }
        }
        if (isTooMuch(messages, octets)) {
            thin(messages, octets, gone);
            chosen.sort((a, b) -> Long.compare(a.uid(), b.uid()));
        }
        return chosen;
    }

    /** Takes the oldest first until what is left is within the figures. */
    private void thin(long messagesLeft, long octetsLeft, Set<Long> gone) {
        long messages = messagesLeft;
        long octets = octetsLeft;
        for (int i = 0; i < view.size() && isTooMuch(messages, octets); i++) {
            MessageRecord message = view.get(i);
            boolean there = !taken.contains(message.uid()) && !gone.contains(message.uid());
            if (there && meetsFlags(message) && meetsHeaders(message)) {
                chosen.add(message);
                messages--;
                octets -= message.size();
            }
        }
    }

    private boolean isTooMuch(long messages, long octets) {
        Limits limits = rule.limits();
        return limits.messageCount() != Limits.NONE && messages > limits.messageCount()
                || limits.folderSize() != Limits.NONE && octets > limits.folderSize();
    }

    private boolean meetsFlags(MessageRecord message) {
        return (rule.seen() != FlagUse.AND || message.flags().has(Flags.SEEN))
                && (rule.deleted() != FlagUse.AND || message.flags().has(Flags.DELETED));
    }

    private boolean meetsHeaders(MessageRecord message) {
        if (rule.headers().isEmpty()) {
            return true;
        }
        if (refused.contains(message.uid())) {
            return false;
        }
        boolean meets = header(message).filter(rule.headers()::match).isPresent();
        if (!meets) {
            refused.add(message.uid());
        }
        return meets;
    }

    private boolean isDue(MessageRecord message) {
        Limits limits = rule.limits();
        return !rule.hasCriterion()
                || rule.seen() == FlagUse.OR && message.flags().has(Flags.SEEN)
                || rule.deleted() == FlagUse.OR && message.flags().has(Flags.DELETED)
                || isPast(message.internalDate(), limits.messageDays())
                || isPast(message.saved(), limits.saveDays())
                || limits.messageSize() != Limits.NONE
                        && message.size() > limits.messageSize()
                        && isPast(message.saved(), Math.max(0, limits.messageSizeDays()))
                || rule.expires()
                        && header(message).filter(h -> Validity.isOver(h, now)).isPresent();
    }

    /** A message may be asked for its header twice, for its day and for its fields. */
    private Optional<HeaderBlock> header(MessageRecord message) {
        if (lastUid != message.uid()) {
            lastHeader = header.apply(message.uid());
            lastUid = message.uid();
        }
        return lastHeader;
    }

    private boolean isPast(Instant since, long days) {
        return days != Limits.NONE && !since.plus(Duration.ofDays(days)).isAfter(now);
    }
}
