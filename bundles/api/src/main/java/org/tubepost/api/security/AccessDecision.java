// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;

/**
 * What the access tables say about a connection, a sender or a recipient (reference page
 * mta-essentials, "Flags of access tables").
 *
 * @param refusal why not; empty permits
 * @param hold the message is queued for this recipient and kept until an administrator releases it
 * @param discard the message is accepted for this recipient and thrown away
 * @param delay how long the answer waits before it is sent
 * @param headers whole header lines to add, without line break at the end
 * @param tags conversion tags
 * @param filters names of filters to ask beside those in force
 * @param envelopeSender sender to use instead, from {@code FROM_ACCESS}
 * @param senderField address for a {@code Sender} field, from {@code FROM_ACCESS}
 * @param redirect address that gets the message instead of this recipient
 * @param delayAll the delay is for every later answer of the transaction too
 * @param limits limits of this transaction, from {@code FROM_ACCESS}
 */
public record AccessDecision(
        Optional<Reply> refusal,
        boolean hold,
        boolean discard,
        Duration delay,
        List<String> headers,
        List<String> tags,
        List<String> filters,
        Optional<ReversePath> envelopeSender,
        Optional<MailAddress> senderField,
        Optional<MailAddress> redirect,
        boolean delayAll,
        Optional<TransactionLimits> limits) {

    /**
     * Limits of one transaction; what is larger is refused.
     *
     * @param octets most octets of the message
     * @param recipients most recipients; those above are refused one by one
     * @param recipientCutoff when more recipients than this were given, all are refused
     */
    public record TransactionLimits(long octets, int recipients, int recipientCutoff) {}

    /** Permitted, and nothing else said. */
    public static final AccessDecision PERMITTED =
            new AccessDecision(
                    Optional.empty(),
                    false,
                    false,
                    Duration.ZERO,
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty());

    /** Copies the lists. */
    public AccessDecision {
        Objects.requireNonNull(refusal, "refusal");
        Objects.requireNonNull(delay, "delay");
        headers = List.copyOf(headers);
        tags = List.copyOf(tags);
        filters = List.copyOf(filters);
    }

    /** A decision that concerns one answer and sets no limits. */
    public AccessDecision(
            Optional<Reply> refusal,
            boolean hold,
            boolean discard,
            Duration delay,
            List<String> headers,
            List<String> tags,
            List<String> filters,
            Optional<ReversePath> envelopeSender,
            Optional<MailAddress> senderField,
            Optional<MailAddress> redirect) {
        this(
                refusal,
                hold,
                discard,
                delay,
                headers,
                tags,
                filters,
                envelopeSender,
                senderField,
                redirect,
                false,
                Optional.empty());
    }

    /** Refused, and nothing else said. */
    public static AccessDecision refused(Reply reply) {
        return new AccessDecision(
                Optional.of(reply),
                false,
                false,
                Duration.ZERO,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Both together: the first refusal, sender and redirection count, the longer delay, and all of
     * the rest.
     */
    public AccessDecision and(AccessDecision other) {
        if (other == PERMITTED) {
            return this;
        }
        return new AccessDecision(
                refusal.or(other::refusal),
                hold || other.hold,
                discard || other.discard,
                delay.compareTo(other.delay) >= 0 ? delay : other.delay,
                joined(headers, other.headers),
                joined(tags, other.tags),
                joined(filters, other.filters),
                envelopeSender.or(other::envelopeSender),
                senderField.or(other::senderField),
                redirect.or(other::redirect),
                delayAll || other.delayAll,
                limits.or(other::limits));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
