// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.AliasSource;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.routing.ExpansionContext;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessPolicy.Point;
import org.tubepost.api.security.AccessRequest;

/**
 * What one RCPT leads to: rewriting, access control, expansion of local addresses, and the same
 * again for what they expand to, until every recipient stands on a channel. One object for one
 * address.
 */
final class RecipientRouting {
    private static final Reply ACCEPTED = Reply.of(250, "2.1.5", "recipient ok");
    private static final Reply LOOP =
            Reply.of(550, "5.4.6", "aliases or forwarding lead in a circle");

    private final Rooms rooms;
    private final Generation generation;
    private final ExpansionContext context;
    private final RecipientDsn dsn;
    private final Trace trace;
    private final int depthLimit;
    private final MailAddress original;
    private final List<Recipient> found = new ArrayList<>();
    private final Set<MailAddress> seen = new HashSet<>();

    RecipientRouting(
            Rooms rooms,
            ExpansionContext context,
            MailAddress original,
            RecipientDsn dsn,
            int depthLimit) {
        this.rooms = rooms;
        this.context = context;
        this.generation = context.generation();
        this.trace = context.trace();
        this.original = original;
        this.dsn = dsn;
        this.depthLimit = depthLimit;
    }

    RecipientPlan run() {
        try {
            Optional<Reply> refused = follow(qualified(original), 0);
            return refused.map(r -> new RecipientPlan(r, List.of()))
                    .orElseGet(() -> new RecipientPlan(ACCEPTED, found));
        } catch (AwayException away) {
            return new RecipientPlan(away.reply(), List.of());
        } catch (DirectoryUnavailableException away) {
            trace.add("acceptance", original.toString(), away.getMessage());
            return new RecipientPlan(
                    Reply.of(451, "4.4.3", "directory is not available, try again later"),
                    List.of());
        }
    }

    /** An address without a domain belongs to the local channel's host. */
    private MailAddress qualified(MailAddress address) {
        return address.isUnqualified()
                ? address.withDomain(
                        generation
                                .channel(Keywords.LOCAL_CHANNEL)
                                .map(ChannelDefinition::officialHost)
                                .orElse("localhost"))
                : address;
    }

    /** Adds what an address stands for; a reply if it stands for nothing. */
    private Optional<Reply> follow(MailAddress address, int depth)
            throws AwayException, DirectoryUnavailableException {
        if (depth > depthLimit) {
            return Optional.of(LOOP);
        }
        if (!seen.add(address)) {
            trace.add("acceptance", address.toString(), "seen before");
            return found.isEmpty() ? Optional.of(LOOP) : Optional.empty();
        }
        Route route = rewrite(address);
        if (route instanceof Route.Refused refused) {
            return Optional.of(refused.reply());
        }
        Route.Found way = (Route.Found) route;
        String channel = way.channel().name();
        if (depth == 0) {
            Optional<Reply> refused = access(Point.ORIGINAL, channel, original);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Keywords.isLocal(way.channel())
                ? expand(way.address(), depth)
                : arrive(way.address(), channel, destination(way));
    }

    private Route rewrite(MailAddress address) throws AwayException {
        try (Lease<AddressRewriter> rewriter = rooms.rewriter()) {
            return rewriter.service()
                    .rewrite(
                            address,
                            RewriteContext.recipient(
                                    generation,
                                    context.origin().channel(),
                                    context.rehearsal(),
                                    trace));
        }
    }

    private Optional<Reply> expand(MailAddress address, int depth)
            throws AwayException, DirectoryUnavailableException {
        Expansion expansion;
        try (Lease<AliasSource> aliases = rooms.aliases()) {
            expansion = aliases.service().expand(address, context);
        }
        if (expansion instanceof Expansion.Refused refused) {
            return Optional.of(refused.reply());
        }
        Expansion.Expanded expanded = (Expansion.Expanded) expansion;
        Optional<Reply> firstRefusal = Optional.empty();
        for (Target target : expanded.targets()) {
            Optional<Reply> refused = target(target, depth);
            if (firstRefusal.isEmpty()) {
                firstRefusal = refused;
            }
        }
        // A member that cannot be reached does not keep the others from getting the message.
        return found.isEmpty() ? firstRefusal : Optional.empty();
    }

    private Optional<Reply> target(Target target, int depth)
            throws AwayException, DirectoryUnavailableException {
        if (target instanceof Target.Mailbox mailbox) {
            return arrive(mailbox.owner(), Keywords.storeChannel(generation), mailbox.partition());
        } else if (target instanceof Target.Held held) {
            return arrive(held.address(), Keywords.holdChannel(generation), "");
        }
        return follow(qualified(((Target.Elsewhere) target).address()), depth + 1);
    }

    private Optional<Reply> arrive(MailAddress address, String channel, String destination)
            throws AwayException {
        Optional<Reply> refused = access(Point.EXPANDED, channel, address);
        if (refused.isEmpty()) {
            found.add(new Recipient(address, original, channel, destination, dsn));
            trace.add("acceptance", original.toString(), address + " on channel " + channel);
        }
        return refused;
    }

    private Optional<Reply> access(Point point, String channel, MailAddress address)
            throws AwayException {
        AccessRequest request =
                new AccessRequest(
                        generation, context.origin(), context.sender(), context.rehearsal(), trace);
        try (Lease<AccessPolicy> policy = rooms.policy()) {
            return policy.service()
                    .recipient(request, point, channel, address.toString())
                    .refusal();
        }
    }

    /** Channels with a fixed next host have one destination; others one for each domain. */
    private static String destination(Route.Found way) {
        return way.channel()
                .argument("daemon")
                .or(way::nextHop)
                .orElseGet(() -> way.address().asciiDomain())
                .toLowerCase(Locale.ROOT);
    }
}
