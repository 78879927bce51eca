// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.ReversePath;

/**
 * Which entries an administrator means. Every condition must hold; one that is empty always does.
 * In patterns {@code *} stands for any characters; letters of either case are the same.
 *
 * @param channel pattern of the channel's name
 * @param destination pattern of the destination
 * @param sender pattern of the envelope sender; {@code <>} is the null path
 * @param recipient pattern of a recipient's address, as given or as rewritten
 * @param queuedBefore only what was accepted before
 * @param queuedAfter only what was accepted then or later
 * @param minSize octets of the content at least
 * @param maxSize octets of the content at most; 0 for no limit
 * @param states states; empty for all
 * @param lastReply text that the last reply contains
 */
public record QueueFilter(
        String channel,
        String destination,
        String sender,
        String recipient,
        Optional<Instant> queuedBefore,
        Optional<Instant> queuedAfter,
        long minSize,
        long maxSize,
        Set<QueueEntry.State> states,
        String lastReply) {

    /** All entries. */
    public static final QueueFilter ALL =
            new QueueFilter("", "", "", "", Optional.empty(), Optional.empty(), 0, 0, Set.of(), "");

    /** Copies the set. */
    public QueueFilter {
        states = Set.copyOf(states);
    }

    /** True if there is no condition at all. */
    public boolean isAll() {
        return equals(ALL);
    }

    /** True if an envelope must be read to judge an entry. */
    public boolean needsEnvelope() {
        return !sender.isEmpty() || !recipient.isEmpty();
    }

    /** Whether the conditions hold that need no envelope. */
    public boolean matches(QueueEntry entry) {
        return isLike(channel, entry.channel())
                && isLike(destination, entry.destination())
                && queuedBefore.map(entry.queued()::isBefore).orElse(true)
                && !queuedAfter.map(entry.queued()::isBefore).orElse(false)
                && entry.size() >= minSize
                && (maxSize == 0 || entry.size() <= maxSize)
                && (states.isEmpty() || states.contains(entry.state()))
                && lower(entry.lastReply()).contains(lower(lastReply));
    }

    /** Whether the conditions on sender and recipients hold. */
    public boolean matches(Envelope envelope) {
        return isSender(envelope.sender())
                && (recipient.isEmpty()
                        || envelope.recipients().stream()
                                .anyMatch(
                                        r ->
                                                isLike(recipient, r.original().toString())
                                                        || isLike(
                                                                recipient,
                                                                r.address().toString())));
    }

    private boolean isSender(ReversePath path) {
        return sender.equals("<>") ? path.isNull() : isLike(sender, path.toString());
    }

    /** Whether a text is what a pattern means. */
    private static boolean isLike(String pattern, String text) {
        return pattern.isEmpty() || fits(lower(pattern), lower(text));
    }

    /** Goes back to the last star when what follows it does not fit, so time stays bounded. */
    private static boolean fits(String pattern, String text) {
        int star = -1;
        int from = 0;
        int inPattern = 0;
        int inText = 0;
        while (inText < text.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                star = inPattern++;
                from = inText;
            } else if (inPattern < pattern.length()
                    && pattern.charAt(inPattern) == text.charAt(inText)) {
                inPattern++;
                inText++;
            } else if (star >= 0) {
                inPattern = star + 1;
                inText = ++from;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
            inPattern++;
        }
        return inPattern == pattern.length();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
