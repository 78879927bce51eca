// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.routing.ListTraffic;

/**
 * One address expanded by the directory: a user's delivery options, or the members of a group,
 * nested, each entry once, so that cycles end.
 */
final class EntryExpansion {
    private static final String MAILTO = "mailto:";

    private final Directory directory;
    private final MailAddress address;
    private final Trace trace;
    private final Set<String> seen = new HashSet<>();
    private final List<Target> targets = new ArrayList<>();

    EntryExpansion(Directory directory, MailAddress address, Trace trace) {
        this.directory = directory;
        this.address = address;
        this.trace = trace;
    }

    Expansion run() throws DirectoryUnavailableException {
        Optional<DirectoryEntry> found = directory.find(address);
        if (found.isEmpty()) {
            trace.add("directory", address.toString(), "no such user or group");
            return new Expansion.Refused(Reply.of(550, "5.1.1", "no such user here: " + address));
        }
        DirectoryEntry entry = found.get();
        trace.add("directory", address.toString(), entry.dn() + ", " + entry.status());
        Optional<Reply> refused = refusal(entry.status());
        if (refused.isPresent()) {
            return new Expansion.Refused(refused.get());
        }
        Optional<ListTraffic> list = Optional.empty();
        if (entry instanceof Account account) {
            Optional<Reply> unusable = account(account, subAddress(account));
            if (unusable.isPresent()) {
                return new Expansion.Refused(unusable.get());
            }
        } else if (entry instanceof Group group) {
            members(group);
            list = errorsTo(group).map(s -> ListTraffic.errorsTo(group.mail().toString(), s));
        }
        if (targets.isEmpty()) {
            return new Expansion.Refused(
                    Reply.of(550, "5.2.4", "group " + address + " has no members who take mail"));
        }
        return new Expansion.Expanded(targets, list);
    }

    /**
     * {@code +folder} of the address, or nothing. An address of the account's own may have a plus
     * sign, too; it names no folder.
     */
    private String subAddress(Account account) {
        if (Stream.concat(Stream.of(account.mail()), account.alternateAddresses().stream())
                .anyMatch(a -> a.toString().equalsIgnoreCase(address.toString()))) {
            return "";
        }
        int plus = address.localPart().indexOf('+');
        return plus < 0 ? "" : address.localPart().substring(plus);
    }

    private static Optional<Reply> refusal(Status status) {
        return switch (status) {
            case ACTIVE, HOLD -> Optional.empty();
            case INACTIVE ->
                    Optional.of(Reply.of(450, "4.2.1", "mailbox is not active, try again later"));
            case DISABLED -> Optional.of(Reply.of(550, "5.2.1", "mailbox is disabled"));
            case DELETED, REMOVED ->
                    Optional.of(Reply.of(550, "5.1.6", "mailbox does not exist any more"));
            case OVERQUOTA -> Optional.of(Reply.of(552, "5.2.2", "mailbox is over its quota"));
        };
    }

    private Optional<Reply> account(Account account, String subAddress) {
        if (account.status() == Status.HOLD || account.deliveryOptions().contains("hold")) {
            targets.add(new Target.Held(account.mail()));
            return Optional.empty();
        }
        int before = targets.size();
        if (account.deliveryOptions().contains("mailbox")) {
            MailAddress owner = new MailAddress(account.uid() + subAddress, account.domain());
            targets.add(new Target.Mailbox(owner, account.partition()));
        }
        if (account.deliveryOptions().contains("forward")) {
            account.forwardingAddresses().forEach(a -> targets.add(new Target.Elsewhere(a)));
        }
        return targets.size() > before
                ? Optional.empty()
                : Optional.of(
                        Reply.of(
                                450,
                                "4.3.5",
                                "no delivery option of " + account.mail() + " is in force here"));
    }

    /** Members of a group and of the groups in it; without recursion, however deep they lie. */
    private void members(Group outermost) throws DirectoryUnavailableException {
        Deque<Group> waiting = new ArrayDeque<>();
        if (seen.add(key(outermost))) {
            waiting.add(outermost);
        }
        while (!waiting.isEmpty()) {
            Group group = waiting.remove();
            for (String dn : group.memberDns()) {
                Optional<DirectoryEntry> member = directory.byDn(dn);
                if (member.isEmpty() || refusal(member.get().status()).isPresent()) {
                    trace.add("directory", group.dn(), "member " + dn + " takes no mail");
                } else if (seen.add(key(member.get()))) {
                    if (member.get() instanceof Group nested) {
                        waiting.add(nested);
                    } else if (member.get() instanceof Account account) {
                        account(account, "");
                    }
                }
            }
            for (MailAddress member : group.memberAddresses()) {
                if (seen.add(member.toString())) {
                    targets.add(new Target.Elsewhere(member));
                }
            }
        }
    }

    private static String key(DirectoryEntry entry) {
        return entry.dn().toLowerCase(Locale.ROOT);
    }

    private Optional<ReversePath> errorsTo(Group group) {
        String errorsTo = group.errorsTo().strip();
        if (errorsTo.isEmpty()) {
            return Optional.empty();
        }
        boolean url = errorsTo.regionMatches(true, 0, MAILTO, 0, MAILTO.length());
        try {
            return Optional.of(
                    ReversePath.of(
                            MailAddress.parse(
                                    url ? errorsTo.substring(MAILTO.length()) : errorsTo)));
        } catch (AddressSyntaxException malformed) {
            trace.add("directory", group.dn(), "mgrpErrorsTo is no address: " + group.errorsTo());
            return Optional.empty();
        }
    }
}
