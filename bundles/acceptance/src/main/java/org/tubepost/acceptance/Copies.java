// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Summary;
import org.tubepost.api.routing.ListTraffic;

/**
 * Who gets the message, sorted by what copy they get. A recipient who is reached twice gets the
 * copy of the first way. Used by one thread at a time, for one transaction.
 */
final class Copies {
    private final List<RoutedRecipient> recipients = new ArrayList<>();
    private final Set<ListTraffic> lists = new LinkedHashSet<>();
    private final Set<String> taken = new HashSet<>();

    /**
     * One copy.
     *
     * @param traits what is special about it
     * @param reversal header addresses to replace in it
     * @param recipients at least one
     */
    record Copy(
            CopyTraits traits,
            Map<MailAddress, MailAddress> reversal,
            List<Recipient> recipients) {}

    /** What makes copies different. */
    private record Key(CopyTraits traits, Map<MailAddress, MailAddress> reversal) {}

    void add(RoutedRecipients routed) {
        lists.addAll(routed.lists());
        for (RoutedRecipient one : routed.recipients()) {
            if (taken.add(key(one.recipient()))) {
                recipients.add(one);
            }
        }
    }

    private static String key(Recipient one) {
        return one.channel() + " " + one.destination() + " " + one.address();
    }

    /** Nobody gets a copy. */
    boolean isEmpty() {
        return recipients.isEmpty();
    }

    /** What lists on the way want. */
    Set<ListTraffic> lists() {
        return Set.copyOf(lists);
    }

    /** Channels that deliver. */
    Set<String> channels() {
        Set<String> channels = new LinkedHashSet<>();
        recipients.forEach(r -> channels.add(r.recipient().channel()));
        return channels;
    }

    /** Why the message cannot go to a list or a channel, now that its size is known. */
    Optional<Reply> refusal(RuleBook.Page rules, Summary summary) {
        long lines = summary.root().bodyLines();
        for (ListTraffic list : lists) {
            if (summary.size() > list.sizeLimit()) {
                return Optional.of(
                        Replies.tooLargeForList(list.name(), list.sizeLimit() + " octets"));
            }
            if (lines > list.lineLimit()) {
                return Optional.of(
                        Replies.tooLargeForList(list.name(), list.lineLimit() + " lines"));
            }
        }
        for (String channel : channels()) {
            DestinationRules destination = rules.destination(channel);
            if (summary.size() > destination.size()) {
                return Optional.of(Replies.tooLargeFor(channel, destination.size() + " octets"));
            }
            if (lines > destination.lines()) {
                return Optional.of(Replies.tooLargeFor(channel, destination.lines() + " lines"));
            }
        }
        return Optional.empty();
    }

    /**
     * The copies, in the order of their first recipients.
     *
     * @param reversals header addresses to replace, by channel
     */
    List<Copy> sorted(Map<String, Map<MailAddress, MailAddress>> reversals) {
        Map<Key, List<Recipient>> sorted = new LinkedHashMap<>();
        for (RoutedRecipient one : recipients) {
            Map<MailAddress, MailAddress> reversal =
                    reversals.getOrDefault(one.recipient().channel(), Map.of());
            sorted.computeIfAbsent(new Key(one.traits(), reversal), k -> new ArrayList<>())
                    .add(one.recipient());
        }
        List<Copy> copies = new ArrayList<>();
        sorted.forEach((key, to) -> copies.add(new Copy(key.traits(), key.reversal(), to)));
        return copies;
    }

    /** What a trace says of the copies. */
    void trace(Circumstances circumstances) {
        for (Copy copy : sorted(Map.of())) {
            circumstances.step(
                    () -> copy.traits().held() ? "held copy" : "copy",
                    () -> copy.recipients().stream().map(Copies::words).toList().toString());
        }
    }

    private static String words(Recipient recipient) {
        return recipient.address()
                + " on channel "
                + recipient.channel()
                + recipient.returnPath().map(p -> " from <" + p + ">").orElse("");
    }
}
