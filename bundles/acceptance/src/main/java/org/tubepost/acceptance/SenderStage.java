// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.List;
import java.util.Optional;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.filter.Stage;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.Route;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessRequest;

/**
 * Everything that MAIL decides: the source channel and its limits, the rewritten sender, whether
 * the sender's domain exists and the address is the user's own, {@code FROM_ACCESS}, and the
 * filters of the stage SENDER, in this order.
 */
final class SenderStage {
    private final Circumstances circumstances;
    private final Origin listened;
    private final ReversePath given;
    private final MailParameters parameters;

    /**
     * What came of it.
     *
     * @param refusal why not; empty if the sender is accepted
     * @param sender empty if it is refused
     * @param access what {@code FROM_ACCESS} and the filters said, a delay for instance
     */
    record Result(Optional<Reply> refusal, Optional<Sender> sender, AccessDecision access) {
        static Result refused(Reply reply) {
            return new Result(Optional.of(reply), Optional.empty(), AccessDecision.PERMITTED);
        }
    }

    SenderStage(
            Circumstances circumstances,
            Origin listened,
            ReversePath given,
            MailParameters parameters) {
        this.circumstances = circumstances;
        this.listened = listened;
        this.given = given;
        this.parameters = parameters;
    }

    Result decide() {
        try {
            return decided();
        } catch (AwayException away) {
            return Result.refused(away.reply());
        } catch (DirectoryUnavailableException away) {
            circumstances.step(() -> given.toString(), () -> away.getMessage());
            return Result.refused(
                    Reply.of(451, "4.4.3", "directory is not available, try again later"));
        }
    }

    private Result decided() throws AwayException, DirectoryUnavailableException {
        SourceChannel source = new SourceChannel(circumstances, listened);
        String channel = source.ofConnection();
        ReversePath path = rewritten(channel);
        if (!path.isNull()) {
            channel = source.ofSender(channel, path.address().orElseThrow());
        }
        Origin origin = listened.withChannel(channel);
        SourceRules rules = circumstances.rules().source(channel);
        if (parameters.size() > rules.limits().messageSize()) {
            return Result.refused(Replies.tooLarge(rules.limits().messageSize()));
        }
        if (rules.verifiesSender()) {
            Optional<Reply> refused = SenderDomain.refusal(circumstances, given);
            if (refused.isPresent()) {
                return Result.refused(refused.get());
            }
        }
        if (rules.ownSender()) {
            Optional<Reply> refused = SenderOwner.refusal(circumstances, origin, path);
            if (refused.isPresent()) {
                return Result.refused(refused.get());
            }
        }
        AccessDecision access = access(origin);
        if (access.refusal().isEmpty()) {
            access =
                    access.and(
                            new FilterPass(circumstances, origin)
                                    .with(access.filters())
                                    .ask(Stage.SENDER, given, List.of()));
        }
        ReversePath effective = access.envelopeSender().orElse(path);
        Sender sender = new Sender(origin, given, effective, parameters, rules, access);
        long most = sender.limits().messageSize();
        Optional<Reply> refused = access.refusal();
        if (refused.isEmpty() && parameters.size() > most) {
            refused = Optional.of(Replies.tooLarge(most));
        }
        return new Result(
                refused, refused.isPresent() ? Optional.empty() : Optional.of(sender), access);
    }

    /** The sender as the rules write it; as it is where they do not know it. */
    private ReversePath rewritten(String channel) throws AwayException {
        if (given.isNull()) {
            return given;
        }
        MailAddress address = qualified(given.address().orElseThrow(), channel);
        Route route;
        try (Lease<AddressRewriter> rewriter = circumstances.rooms().rewriter()) {
            route =
                    rewriter.service()
                            .rewrite(address, circumstances.rewriting(channel, true, false));
        }
        MailAddress written = route instanceof Route.Found found ? found.address() : address;
        circumstances.step(() -> "sender " + given, written::toString);
        return ReversePath.of(written);
    }

    private MailAddress qualified(MailAddress address, String channel) {
        return address.isUnqualified()
                ? address.withDomain(
                        circumstances
                                .rules()
                                .source(channel)
                                .senderHost()
                                .orElseGet(() -> Keywords.localHost(circumstances.generation())))
                : address;
    }

    private AccessDecision access(Origin origin) throws AwayException {
        AccessRequest request =
                new AccessRequest(
                        circumstances.generation(),
                        origin,
                        given,
                        circumstances.rehearsal(),
                        circumstances.trace());
        AccessDecision decision;
        try (Lease<AccessPolicy> policy = circumstances.rooms().policy()) {
            decision = policy.service().sender(request);
        }
        circumstances.step(() -> "access of sender " + given, () -> AccessWords.of(decision));
        return decision;
    }
}
