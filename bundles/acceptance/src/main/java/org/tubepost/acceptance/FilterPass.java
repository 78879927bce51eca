// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.filter.FilterRequest;
import org.tubepost.api.filter.MessageFilter;
import org.tubepost.api.filter.Stage;
import org.tubepost.api.filter.Verdict;
import org.tubepost.api.lease.NamedLease;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;

/**
 * Asks the filters that are in force at one stage, best ranking first, and folds what they say. A
 * filter that cannot judge refuses the message for now; nothing passes unfiltered.
 */
final class FilterPass {
    private static final Logger LOG = LoggerFactory.getLogger(FilterPass.class);
    private static final Reply CANNOT_JUDGE =
            Reply.of(451, "4.7.1", "message could not be checked, try again later");

    private final Rooms rooms;
    private final Set<String> inForce;
    private final Origin origin;
    private final Trace trace;

    /**
     * What the filters said together.
     *
     * @param refusal why the message is refused
     * @param discard true to accept it and throw it away
     * @param hold true to keep it until an administrator releases it
     * @param content the message as the filters left it; the caller closes it. Empty when there was
     *     none
     */
    record Result(
            Optional<Reply> refusal, boolean discard, boolean hold, Optional<Content> content) {}

    FilterPass(Rooms rooms, Generation generation, Origin origin, Trace trace) {
        this.rooms = rooms;
        this.inForce =
                Set.copyOf(
                        Arrays.stream(generation.option("FILTERS", "*").split(","))
                                .map(String::strip)
                                .toList());
        this.origin = origin;
        this.trace = trace;
    }

    /** Stages before the content. */
    Optional<Reply> ask(Stage stage, ReversePath sender, List<MailAddress> recipients) {
        return ask(stage, sender, recipients, Optional.empty()).refusal();
    }

    /** The content; it is closed, the result's content is the caller's. */
    Result askContent(ReversePath sender, List<MailAddress> recipients, Content content) {
        return ask(Stage.CONTENT, sender, recipients, Optional.of(content));
    }

    private Result ask(
            Stage stage,
            ReversePath sender,
            List<MailAddress> recipients,
            Optional<Content> given) {
        Optional<Content> content = given;
        List<NamedLease<MessageFilter>> leases =
                rooms.filters().leaseAll(MessageFilter.STAGE, Stage.CONTENT.name(), stage.name());
        try {
            for (NamedLease<MessageFilter> lease : leases) {
                if (!inForce.contains("*") && !inForce.contains(lease.key())) {
                    continue;
                }
                List<Verdict> verdicts =
                        lease.service()
                                .judge(
                                        new FilterRequest(
                                                stage, origin, sender, recipients, content, trace));
                for (Verdict verdict : verdicts) {
                    trace.add("filter", lease.key(), verdict.toString());
                    if (verdict instanceof Verdict.Refuse refuse) {
                        return refused(refuse.reply(), content);
                    } else if (verdict instanceof Verdict.Discard discard) {
                        LOG.info("Filter {} discards: {}", lease.key(), discard.reason());
                        return new Result(Optional.empty(), true, false, content);
                    } else if (verdict instanceof Verdict.Hold hold) {
                        LOG.info("Filter {} holds: {}", lease.key(), hold.reason());
                        return new Result(Optional.empty(), false, true, content);
                    }
                    content = changed(verdict, content);
                }
            }
            return new Result(Optional.empty(), false, false, content);
        } catch (IOException | RuntimeException cannot) {
            LOG.warn("A filter cannot judge, the message is refused for now", cannot);
            return refused(CANNOT_JUDGE, content);
        } finally {
            leases.forEach(NamedLease::close);
        }
    }

    private static Result refused(Reply reply, Optional<Content> content) {
        content.ifPresent(Content::close);
        return new Result(Optional.of(reply), false, false, Optional.empty());
    }

    private static Optional<Content> changed(Verdict verdict, Optional<Content> content) {
        if (content.isEmpty()) {
            return content;
        }
        Content old = content.get();
        if (verdict instanceof Verdict.AddHeader header) {
            Content longer = old.withHeader(field(header));
            old.close();
            return Optional.of(longer);
        } else if (verdict instanceof Verdict.Replace replace) {
            old.close();
            return Optional.of(replace.content());
        }
        return content;
    }

    /** A filter's words can never end the header early: lone line breaks become folds. */
    private static ByteBuffer field(Verdict.AddHeader header) {
        List<String> lines = new ArrayList<>();
        for (String line : header.value().split("\r\n|\r|\n")) {
            if (!line.isBlank()) {
                lines.add(line.strip());
            }
        }
        String name = header.name().replaceAll("[^!-9;-~]", "");
        return ByteBuffer.wrap(
                (name + ": " + String.join("\r\n ", lines) + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
