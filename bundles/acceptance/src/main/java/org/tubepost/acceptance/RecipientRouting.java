// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.AliasSource;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.routing.ExpansionContext;
import org.tubepost.api.routing.ListTraffic;
import org.tubepost.api.routing.Route;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy.Point;

/**
 * What one RCPT leads to: rewriting, access control, forwarding, expansion of local addresses, and
 * the same again for what they expand to, until every recipient stands on a channel. One object for
 * one address.
 */
final class RecipientRouting {
    private static final RecipientDsn SILENT =
            new RecipientDsn(Set.of(RecipientDsn.Notify.NEVER), "");

    private final Circumstances circumstances;
    private final Sender sender;
    private final RecipientAccess policy;
    private final AddressTables tables;
    private final int depthLimit;
    private final MailAddress original;
    private final RecipientDsn dsn;
    private final List<RoutedRecipient> found = new ArrayList<>();
    private final Set<ListTraffic> lists = new LinkedHashSet<>();
    private final Set<MailAddress> seen = new HashSet<>();
    private boolean discarded;

    RecipientRouting(
            Circumstances circumstances,
            Sender sender,
            AddressTables tables,
            int depthLimit,
            MailAddress original,
            RecipientDsn dsn) {
        this.circumstances = circumstances;
        this.sender = sender;
        this.policy = new RecipientAccess(circumstances, sender);
        this.tables = tables;
        this.depthLimit = depthLimit;
        this.original = original;
        this.dsn = dsn;
    }

    RoutedRecipients run() {
        try {
            Way way = Way.begin(CopyTraits.NONE.with(sender.access()));
            Optional<Reply> refused = follow(qualified(original), way);
            return new RoutedRecipients(
                    refused.orElse(Replies.RECIPIENT_OK),
                    refused.isPresent() ? List.of() : found,
                    lists,
                    policy.said());
        } catch (AwayException away) {
            return RoutedRecipients.refused(away.reply());
        } catch (DirectoryUnavailableException away) {
            circumstances.step(() -> original.toString(), () -> away.getMessage());
            return RoutedRecipients.refused(
                    Reply.of(451, "4.4.3", "directory is not available, try again later"));
        }
    }

    /** An address without a domain gets that of the keyword, or the local channel's host. */
    private MailAddress qualified(MailAddress address) {
        return address.isUnqualified()
                ? address.withDomain(
                        sender.rules()
                                .recipientHost()
                                .orElseGet(() -> Keywords.localHost(circumstances.generation())))
                : address;
    }

    /** Adds what an address stands for; a reply if it stands for nothing. */
    private Optional<Reply> follow(MailAddress address, Way way)
            throws AwayException, DirectoryUnavailableException {
        if (way.depth() > depthLimit) {
            return Optional.of(Replies.ALIAS_LOOP);
        }
        if (!seen.add(address)) {
            circumstances.step(() -> address.toString(), () -> "seen before");
            return nothingYet() ? Optional.of(Replies.ALIAS_LOOP) : Optional.empty();
        }
        Route route = rewrite(address);
        if (route instanceof Route.Refused refused) {
            circumstances.step(() -> "route " + address, () -> refused.reply().toString());
            return Optional.of(refused.reply());
        }
        Route.Found found = (Route.Found) route;
        circumstances.step(
                () -> "route " + address,
                () -> found.address() + " on channel " + found.channel().name());
        return way.depth() == 0 ? asked(found, way) : routed(found, way);
    }

    private boolean nothingYet() {
        return found.isEmpty() && !discarded;
    }

    /** The tables about the address as it was given. */
    private Optional<Reply> asked(Route.Found found, Way way)
            throws AwayException, DirectoryUnavailableException {
        String channel = found.channel().name();
        AccessDecision decision = policy.ask(Point.ORIGINAL, channel, original);
        if (decision.refusal().isPresent()) {
            return decision.refusal();
        }
        if (decision.discard()) {
            discarded = true;
            return Optional.empty();
        }
        Way on = way.with(way.traits().with(decision));
        if (decision.redirect().isPresent()) {
            return follow(qualified(decision.redirect().get()), on.deeper());
        }
        return circumstances.rules().destination(channel).viaAliasRequired()
                ? Optional.of(Replies.NOT_BY_ALIAS)
                : routed(found, on);
    }

    private Optional<Reply> routed(Route.Found found, Way way)
            throws AwayException, DirectoryUnavailableException {
        if (!way.forwarded()) {
            Optional<AddressTables.Forwarded> forwarded = tables.forward(found.address());
            if (forwarded.isPresent()) {
                return forwarded(found, forwarded.get(), way);
            }
        }
        return placed(found, way);
    }

    private Optional<Reply> forwarded(Route.Found found, AddressTables.Forwarded forwarded, Way way)
            throws AwayException, DirectoryUnavailableException {
        Way held = forwarded.hold() ? way.with(way.traits().asHeld()) : way;
        Way on = forwarded.last() ? held.forwardedFinally() : held;
        return forwarded.address().equals(found.address())
                ? placed(found, on)
                : follow(qualified(forwarded.address()), on.deeper());
    }

    private Optional<Reply> placed(Route.Found found, Way way)
            throws AwayException, DirectoryUnavailableException {
        return Keywords.isLocal(found.channel())
                ? expand(found.address(), way)
                : arrive(found.address(), found.channel().name(), destination(found), way);
    }

    private Route rewrite(MailAddress address) throws AwayException {
        try (Lease<AddressRewriter> rewriter = circumstances.rooms().rewriter()) {
            return rewriter.service()
                    .rewrite(
                            address,
                            circumstances.rewriting(sender.origin().channel(), true, true));
        }
    }

    private Optional<Reply> expand(MailAddress address, Way way)
            throws AwayException, DirectoryUnavailableException {
        Expansion expansion;
        try (Lease<AliasSource> aliases = circumstances.rooms().aliases()) {
            expansion = aliases.service().expand(address, expansionContext());
        }
        if (expansion instanceof Expansion.Refused refused) {
            circumstances.step(() -> "expansion " + address, () -> refused.reply().toString());
            return Optional.of(refused.reply());
        }
        Expansion.Expanded expanded = (Expansion.Expanded) expansion;
        circumstances.step(() -> "expansion " + address, () -> ExpansionWords.of(expanded));
        Optional<Reply> limited = expanded.list().flatMap(this::tooLarge);
        if (limited.isPresent()) {
            return limited;
        }
        expanded.list().ifPresent(lists::add);
        Optional<Reply> firstRefusal = Optional.empty();
        for (Target target : expanded.targets()) {
            Way on = expanded.list().map(l -> way.toMember(l, member(target))).orElse(way);
            Optional<Reply> refused = target(target, on);
            if (firstRefusal.isEmpty()) {
                firstRefusal = refused;
            }
        }
        // A member that cannot be reached does not keep the others from getting the message.
        return nothingYet() ? firstRefusal : Optional.empty();
    }

    private ExpansionContext expansionContext() {
        return new ExpansionContext(
                circumstances.generation(),
                sender.origin(),
                sender.path(),
                sender.parameters().size(),
                circumstances.rehearsal(),
                circumstances.trace());
    }

    private Optional<Reply> tooLarge(ListTraffic list) {
        return sender.parameters().size() > list.sizeLimit()
                ? Optional.of(Replies.tooLargeForList(list.name(), list.sizeLimit() + " octets"))
                : Optional.empty();
    }

    private static MailAddress member(Target target) {
        if (target instanceof Target.Mailbox mailbox) {
            return mailbox.owner();
        }
        if (target instanceof Target.Service service) {
            return service.address();
        }
        if (target instanceof Target.Routed routed) {
            return routed.address();
        }
        return target instanceof Target.Held held
                ? held.address()
                : ((Target.Elsewhere) target).address();
    }

    private Optional<Reply> target(Target target, Way way)
            throws AwayException, DirectoryUnavailableException {
        if (target instanceof Target.Mailbox mailbox) {
            String store = Keywords.storeChannel(circumstances.generation());
            return arrive(mailbox.owner(), store, mailbox.partition(), way);
        } else if (target instanceof Target.Held held) {
            String hold = Keywords.holdChannel(circumstances.generation());
            return arrive(held.address(), hold, "", way);
        } else if (target instanceof Target.Service service) {
            RecipientDsn wishes = service.aside() ? SILENT : dsn;
            return arrive(service.address(), service.channel(), service.destination(), wishes, way);
        } else if (target instanceof Target.Routed routed) {
            return byHost(routed, way);
        }
        return follow(qualified(((Target.Elsewhere) target).address()), way.deeper());
    }

    /** The host decides the channel; the address is for the host and stays as it is. */
    private Optional<Reply> byHost(Target.Routed routed, Way way)
            throws AwayException, DirectoryUnavailableException {
        Route route = rewrite(routed.address().withDomain(routed.host()));
        if (route instanceof Route.Refused refused) {
            return Optional.of(refused.reply());
        }
        Route.Found host = (Route.Found) route;
        return Keywords.isLocal(host.channel())
                ? Optional.of(Replies.hostIsHere(routed.host()))
                : arrive(routed.address(), host.channel().name(), destination(host), way);
    }

    private Optional<Reply> arrive(MailAddress address, String channel, String destination, Way way)
            throws AwayException, DirectoryUnavailableException {
        return arrive(address, channel, destination, dsn, way);
    }

    private Optional<Reply> arrive(
            MailAddress address, String channel, String destination, RecipientDsn wishes, Way way)
            throws AwayException, DirectoryUnavailableException {
        AccessDecision decision = policy.ask(Point.EXPANDED, channel, address);
        if (decision.refusal().isPresent()) {
            return decision.refusal();
        }
        if (decision.discard()) {
            discarded = true;
            return Optional.empty();
        }
        CopyTraits traits = way.traits().with(decision);
        Optional<MailAddress> other = decision.redirect().filter(r -> !r.equals(address));
        if (other.isPresent()) {
            return follow(qualified(other.get()), way.with(traits).deeper());
        }
        DestinationRules rules = circumstances.rules().destination(channel);
        if (sender.parameters().size() > rules.size()) {
            return Optional.of(Replies.tooLargeFor(channel, rules.size() + " octets"));
        }
        found.add(
                new RoutedRecipient(
                        new Recipient(
                                address,
                                original,
                                channel,
                                destination,
                                wishes,
                                returnPath(channel, way)),
                        rules.namesRecipient()
                                ? traits.withField("X-Envelope-To: " + address)
                                : traits));
        circumstances.step(() -> original.toString(), () -> address + " on channel " + channel);
        return Optional.empty();
    }

    /** The list's, or the public form of the sender where the channel has one. */
    private Optional<ReversePath> returnPath(String channel, Way way) throws AwayException {
        if (way.returnPath().isPresent()) {
            return way.returnPath();
        }
        Optional<MailAddress> from = sender.path().address();
        if (from.isEmpty() || !circumstances.rules().reverseSender() || !tables.reverse(channel)) {
            return Optional.empty();
        }
        MailAddress reversed = tables.reversed(sender.origin().channel(), channel, from.get());
        return reversed.equals(from.get())
                ? Optional.empty()
                : Optional.of(ReversePath.of(reversed));
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
