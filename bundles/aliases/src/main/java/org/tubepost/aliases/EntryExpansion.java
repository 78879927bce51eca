// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryCache;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.routing.ListTraffic;

/** One address expanded by the directory: a user's delivery options, or a group. */
final class EntryExpansion {
    private static final String REPROCESS = "reprocess";

    private final Question question;
    private final MailAddress address;
    private final Trace trace;
    private final Targets targets = new Targets();

    EntryExpansion(Question question, MailAddress address) {
        this.question = question;
        this.address = address;
        this.trace = question.trace();
    }

    Expansion run() throws DirectoryUnavailableException {
        Directory directory = question.directory();
        Optional<Domain> domain =
                address.isUnqualified() ? Optional.empty() : directory.domain(address.domain());
        if (domain.isPresent()) {
            Optional<Expansion> away =
                    routedAway(domain.get(), "mailRoutingHosts", domain.get().routingHosts());
            if (away.isPresent()) {
                return away.get();
            }
        }
        String from = explained() && isCached(directory) ? " (from the cache)" : "";
        Optional<DirectoryEntry> found = directory.find(address);
        if (found.isEmpty() && domain.isPresent()) {
            List<String> smart = List.of(domain.get().smartHost());
            Optional<Expansion> away = routedAway(domain.get(), "mailRoutingSmartHost", smart);
            if (away.isPresent()) {
                return away.get();
            }
        }
        if (found.isEmpty()) {
            trace.add("directory", address.toString(), "no such user or group" + from);
            return new Expansion.Refused(Reply.of(550, "5.1.1", "no such user here: " + address));
        }
        DirectoryEntry entry = found.get();
        trace.add("directory", address.toString(), entry.dn() + ", " + entry.status() + from);
        Optional<Reply> refused = AccountDelivery.refusal(entry.status(), question);
        if (refused.isPresent()) {
            return new Expansion.Refused(refused.get());
        }
        return entry instanceof Account account ? account(account) : group((Group) entry);
    }

    /** A domain whose mail other hosts deliver, if it takes mail at all. */
    private Optional<Expansion> routedAway(Domain domain, String attribute, List<String> hosts) {
        Optional<String> host = question.hosts().elsewhere(hosts);
        if (host.isEmpty()) {
            return Optional.empty();
        }
        return AccountDelivery.refusal(domain.status(), question)
                .<Expansion>map(Expansion.Refused::new)
                .or(() -> Optional.of(routed(address, attribute, host.get())));
    }

    /** The host that opens a group; without one every host does. */
    static List<String> mailHosts(Group group) {
        return group.attributes().all("mailHost");
    }

    private Expansion routed(MailAddress to, String attribute, String host) {
        trace.add("directory", address.toString(), attribute + " is " + host);
        targets.routed(to, host);
        return new Expansion.Expanded(targets.list(), Optional.empty());
    }

    private boolean explained() {
        return trace != Trace.OFF;
    }

    private boolean isCached(Directory directory) {
        return directory instanceof DirectoryCache cache && cache.holds(address);
    }

    private Expansion account(Account account) throws DirectoryUnavailableException {
        Optional<Reply> refused =
                new AccountDelivery(account, targets, question).deliver(subAddress(account));
        if (refused.isPresent()) {
            return new Expansion.Refused(refused.get());
        }
        long most = new AccountSizeLimit(account, question).octets();
        return new Expansion.Expanded(
                targets.list(),
                most == Long.MAX_VALUE
                        ? Optional.empty()
                        : Optional.of(ListTraffic.sizeLimited(account.mail().toString(), most)));
    }

    /** {@code +folder} of the address, or nothing. */
    private String subAddress(Account account) {
        String folder = account.folder(address);
        return folder.isEmpty() ? "" : "+" + folder;
    }

    private Expansion group(Group group) throws DirectoryUnavailableException {
        if (group.status() == Status.HOLD) {
            targets.held(group.mail());
            return new Expansion.Expanded(targets.list(), Optional.empty());
        }
        Optional<String> host = question.hosts().elsewhere(mailHosts(group));
        if (host.isPresent()) {
            return routed(group.mail(), "mailHost", host.get());
        }
        Generation generation = question.context().generation();
        if (isDeferred(group) && generation.channel(REPROCESS).isPresent()) {
            targets.service(new Target.Service(address, REPROCESS, "", false));
            return new Expansion.Expanded(targets.list(), Optional.empty());
        }
        boolean anyClause =
                question.context().generation().option("OR_CLAUSES", "0").strip().equals("1");
        MailingList list =
                GroupAttributes.read(
                        group, anyClause, text -> trace.add("directory", group.dn(), text));
        return new Copies(question, list, group.mail()).to(traffic -> members(group, traffic));
    }

    /** Expanded by the channel reprocess, so that the client need not wait. */
    private boolean isDeferred(Group group) {
        boolean wanted =
                group.attributes().all("mailDeliveryOption").stream()
                                .anyMatch(o -> o.strip().equalsIgnoreCase("members_offline"))
                        || group.attributes()
                                .first("mailDeferProcessing")
                                .filter(v -> v.strip().matches("(?i)yes|true|deferred"))
                                .isPresent();
        return wanted && !question.context().origin().channel().equals(REPROCESS);
    }

    private Expansion members(Group group, Optional<ListTraffic> traffic)
            throws DirectoryUnavailableException {
        new GroupExpansion(question, targets).expand(group);
        return targets.count() == 0
                ? new Expansion.Refused(
                        Reply.of(
                                550, "5.2.4", "group " + address + " has no members who take mail"))
                : new Expansion.Expanded(targets.list(), traffic);
    }
}
