// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.Summary;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.Submission;

/**
 * From the end of data to the queue: header work, trace field, filters, copies, and one durable
 * record for all of them. One object for one message.
 */
final class Completion {
    private final Door door;
    private final Queue queue;
    private final Circumstances circumstances;
    private final Sender sender;
    private final List<MailAddress> given;
    private final Copies copies;
    private final AddressTables tables;
    private final List<Content> open = new ArrayList<>();
    private final List<Submission> submissions = new ArrayList<>();

    Completion(
            Door door,
            Queue queue,
            Circumstances circumstances,
            Sender sender,
            List<MailAddress> given,
            Copies copies,
            AddressTables tables) {
        this.door = door;
        this.queue = queue;
        this.circumstances = circumstances;
        this.sender = sender;
        this.given = List.copyOf(given);
        this.copies = copies;
        this.tables = tables;
    }

    /** Takes the message; the content is closed when the answer is known. */
    CompletionStage<Reply> commit(Content sealed) {
        open.add(sealed);
        Optional<Reply> answer;
        try {
            answer = prepared(sealed);
        } catch (IOException failed) {
            answer = Optional.of(Replies.notStored(failed));
        } catch (AwayException away) {
            answer = Optional.of(away.reply());
        } catch (RuntimeException bug) {
            closeAll();
            throw bug;
        }
        if (answer.isPresent()) {
            closeAll();
            return CompletableFuture.completedFuture(answer.get());
        }
        QueuedRecords records = new QueuedRecords(submissions);
        return queue.enqueue(submissions)
                .handle(
                        (stored, problem) -> {
                            closeAll();
                            if (problem != null) {
                                return Replies.notStored(problem);
                            }
                            records.stored(stored, circumstances.rooms().log(), Instant.now());
                            return Replies.accepted(stored.get(0));
                        });
    }

    private void closeAll() {
        open.forEach(Content::close);
    }

    /** Makes the submissions; an answer if there is nothing to submit. */
    private Optional<Reply> prepared(Content sealed) throws IOException, AwayException {
        Optional<Reply> locked = new ListPasswords(copies.lists()).refusal(sealed);
        if (locked.isPresent()) {
            return locked;
        }
        HeaderWork.Result header =
                new HeaderWork(circumstances, sender, tables)
                        .apply(sealed, given, copies.channels());
        if (header.refusal().isPresent()) {
            return header.refusal();
        }
        MessageId id = queue.newMessageId();
        Content traced;
        try (Content changed = header.content().orElseThrow()) {
            traced = changed.withHeader(door.traceFields(sender, id, given));
        }
        FilterPass.Result result =
                new FilterPass(circumstances, sender.origin())
                        .with(sender.access().filters())
                        .askContent(sender.given(), given, traced);
        result.content().ifPresent(open::add);
        if (result.refusal().isPresent()) {
            return result.refusal();
        }
        if (!result.discard() && !copies.isEmpty() && !sender.access().discard()) {
            boolean held = result.hold() || given.size() > sender.rules().holdLimit();
            Optional<Reply> refused =
                    copied(id, result.content().orElseThrow(), held, header.reversals());
            if (refused.isPresent()) {
                return refused;
            }
        }
        return submissions.isEmpty() ? Optional.of(Replies.accepted(id)) : Optional.empty();
    }

    private Optional<Reply> copied(
            MessageId first,
            Content content,
            boolean held,
            Map<String, Map<MailAddress, MailAddress>> reversals)
            throws IOException {
        List<Copies.Copy> sorted = copies.sorted(reversals);
        List<Recipient> all = sorted.stream().flatMap(c -> c.recipients().stream()).toList();
        Optional<List<Recipient>> parted =
                Defragmentation.of(circumstances, sender.origin(), content.summary(), all);
        if (parted.isPresent()) {
            submit(first, 0, parted.get(), content, held);
            archive(1, all, content);
            return Optional.empty();
        }
        int number = 0;
        for (Copies.Copy copy : sorted) {
            FilterPass.Result judged = judged(copy, CopyWriter.write(content, copy));
            judged.content().ifPresent(open::add);
            if (judged.refusal().isPresent()) {
                return judged.refusal();
            }
            if (!judged.discard()) {
                MessageId id = submissions.isEmpty() ? first : queue.newMessageId();
                Content own = judged.content().orElseThrow();
                boolean waits = held || judged.hold() || copy.traits().held();
                submit(id, number, copy.recipients(), own, waits);
            }
            number++;
        }
        if (!submissions.isEmpty()) {
            archive(number, all, content);
        }
        return Optional.empty();
    }

    private void submit(MessageId id, int number, List<Recipient> to, Content own, boolean held) {
        submissions.add(new Submission(envelope(id, number, to, own.summary()), own, held));
    }

    /** The archive's copy is durable together with the message. */
    private void archive(int number, List<Recipient> all, Content content) {
        List<Recipient> to = circumstances.rules().archive().recipients(sender.origin(), all);
        if (!to.isEmpty()) {
            submit(queue.newMessageId(), number, to, content, false);
        }
    }

    /** Asks the filters that lists and access tables want for this copy. */
    private FilterPass.Result judged(Copies.Copy copy, Content content) {
        Set<String> wanted = copy.traits().filters();
        if (wanted.isEmpty()) {
            return new FilterPass.Result(Optional.empty(), false, false, Optional.of(content));
        }
        return new FilterPass(circumstances, sender.origin())
                .only(wanted, sender.access().filters())
                .askContent(
                        sender.given(),
                        copy.recipients().stream().map(Recipient::original).distinct().toList(),
                        content);
    }

    private Envelope envelope(MessageId id, int number, List<Recipient> to, Summary summary) {
        return new Envelope(
                id,
                origin(number),
                sender.path(),
                sender.parameters().dsn(),
                requirements(summary, to),
                summary.priority(),
                to);
    }

    /** Each copy of a message with a cause has a cause of its own, the same at every attempt. */
    private Origin origin(int number) {
        Origin origin = sender.origin();
        int verb = origin.cause().indexOf(':');
        return number == 0 || verb < 0
                ? origin
                : origin.withCause(
                        origin.cause().substring(0, verb)
                                + "-"
                                + letters(number)
                                + origin.cause().substring(verb));
    }

    /** b for the second copy, c for the third, ba for the 27th. */
    static String letters(int number) {
        String last = String.valueOf((char) ('a' + number % 26));
        return number < 26 ? last : letters(number / 26) + last;
    }

    private Set<Requirement> requirements(Summary summary, List<Recipient> to) {
        Set<Requirement> needs = new LinkedHashSet<>(sender.parameters().requirements());
        if (summary.eightBit() || summary.internationalHeader()) {
            needs.add(Requirement.EIGHT_BIT);
        } else {
            needs.remove(Requirement.EIGHT_BIT);
        }
        boolean international =
                summary.internationalHeader()
                        || sender.path().address().filter(MailAddress::isInternational).isPresent()
                        || to.stream().anyMatch(Completion::isInternational);
        if (!international) {
            needs.remove(Requirement.SMTPUTF8);
        }
        return needs;
    }

    private static boolean isInternational(Recipient recipient) {
        return recipient.address().isInternational()
                || recipient
                        .returnPath()
                        .flatMap(p -> p.address())
                        .filter(MailAddress::isInternational)
                        .isPresent();
    }
}
