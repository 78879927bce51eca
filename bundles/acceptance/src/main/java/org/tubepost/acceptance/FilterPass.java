// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import org.tubepost.api.observe.Step;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.message.HeaderEditor;

/**
 * Asks the filters that are in force at one stage, best ranking first, and folds what they say. A
 * filter that cannot judge refuses the message for now; nothing passes unfiltered.
 */
final class FilterPass {
    private static final Logger LOG = LoggerFactory.getLogger(FilterPass.class);
    private static final Reply CANNOT_JUDGE =
            Reply.of(451, "4.7.1", "message could not be checked, try again later");

    private final Circumstances circumstances;
    private final Origin origin;
    private final Predicate<String> asked;
    private final List<String> headers = new ArrayList<>();

    /**
     * What the filters said together.
     *
     * @param refusal why the message is refused
     * @param discard true to accept it and throw it away
     * @param hold true to keep it until an administrator releases it
     * @param content the message as the filters left it; the caller closes it. Empty when there was
     *     none, or when it is refused
     */
    record Result(
            Optional<Reply> refusal, boolean discard, boolean hold, Optional<Content> content) {}

    /** Asks the filters of the generation. */
    FilterPass(Circumstances circumstances, Origin origin) {
        this(circumstances, origin, name -> inForce(circumstances, name));
    }

    private FilterPass(Circumstances circumstances, Origin origin, Predicate<String> asked) {
        this.circumstances = circumstances;
        this.origin = origin;
        this.asked = asked;
    }

    private static boolean inForce(Circumstances circumstances, String name) {
        Set<String> names = circumstances.rules().filters();
        return names.contains("*") || names.contains(name);
    }

    /** Asks some more, by name. */
    FilterPass with(Collection<String> more) {
        return more.isEmpty()
                ? this
                : new FilterPass(circumstances, origin, asked.or(more::contains));
    }

    /** Asks these, except those that are in force for every message and have been asked. */
    FilterPass only(Collection<String> these, Collection<String> before) {
        return new FilterPass(
                circumstances,
                origin,
                name ->
                        these.contains(name)
                                && !before.contains(name)
                                && !inForce(circumstances, name));
    }

    /** Stages before the content; what is said holds for the sender or the last recipient. */
    AccessDecision ask(Stage stage, ReversePath sender, List<MailAddress> recipients) {
        headers.clear();
        Result result = ask(stage, sender, recipients, Optional.empty());
        return new AccessDecision(
                result.refusal(),
                result.hold(),
                result.discard(),
                Duration.ZERO,
                headers,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
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
                circumstances
                        .rooms()
                        .filters()
                        .leaseAll(MessageFilter.STAGE, Stage.CONTENT.name(), stage.name());
        try {
            for (NamedLease<MessageFilter> lease : leases) {
                if (!asked.test(lease.key())) {
                    continue;
                }
                FilterRequest request =
                        new FilterRequest(
                                stage,
                                origin,
                                sender,
                                recipients,
                                content,
                                circumstances.rehearsal(),
                                circumstances.trace());
                List<Verdict> verdicts = lease.service().judge(request);
                traced(lease.key(), stage, verdicts);
                for (Verdict verdict : verdicts) {
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

    private void traced(String filter, Stage stage, List<Verdict> verdicts) {
        circumstances
                .trace()
                .add(
                        () ->
                                new Step(
                                        "filter",
                                        filter + " at " + stage,
                                        verdicts.isEmpty() ? "nothing to say" : verdicts.toString(),
                                        ""));
    }

    private static Result refused(Reply reply, Optional<Content> content) {
        content.ifPresent(Content::close);
        return new Result(Optional.of(reply), false, false, Optional.empty());
    }

    private Optional<Content> changed(Verdict verdict, Optional<Content> content) {
        if (content.isEmpty()) {
            if (verdict instanceof Verdict.AddHeader header) {
                headers.add(header.name() + ": " + header.value());
            }
            return content;
        }
        Content old = content.get();
        if (verdict instanceof Verdict.AddHeader header) {
            Content longer = old.withHeader(HeaderEditor.field(header.name(), header.value()));
            old.close();
            return Optional.of(longer);
        } else if (verdict instanceof Verdict.Replace replace) {
            old.close();
            return Optional.of(replace.content());
        }
        return content;
    }
}
