// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.EntryStream;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;

/**
 * Members of a group and of the groups in it, each once and without recursion, however deep they
 * lie; circles end. Members are entries ({@code uniqueMember}), what directory URLs find ({@code
 * memberURL}, {@code mgrpDeliverTo}) and addresses ({@code mgrpRFC822MailMember}). A nested group
 * with posting rules or copies of its own is not opened here: its address goes back to the one who
 * asks, who comes again for it.
 */
final class GroupExpansion {
    private final Question question;
    private final Targets targets;
    private final Trace trace;
    private final Set<String> seen = new HashSet<>();
    private final Deque<Group> waiting = new ArrayDeque<>();

    GroupExpansion(Question question, Targets targets) {
        this.question = question;
        this.targets = targets;
        this.trace = question.trace();
    }

    /** Adds the members of a group. */
    void expand(DirectoryEntry outermost) throws DirectoryUnavailableException {
        if (outermost instanceof Group group && seen.add(AddressKeys.ofDn(group.dn()))) {
            waiting.add(group);
        }
        while (!waiting.isEmpty()) {
            Group group = waiting.remove();
            entries(group, group.memberDns());
            for (String url : GroupAttributes.memberUrls(group)) {
                found(group, url);
            }
            group.memberAddresses().forEach(targets::elsewhere);
        }
    }

    private void found(Group group, String url) throws DirectoryUnavailableException {
        if (SearchRequest.ofUrl(url).attributes().isEmpty()
                && question.directory() instanceof EntryStream stream) {
            streamed(group, url, stream);
            return;
        }
        List<String> values = question.directory().values(url);
        trace.add("directory", group.dn(), url + " finds " + values.size());
        if (SearchRequest.ofUrl(url).attributes().isEmpty()) {
            entries(group, values);
        } else {
            for (String value : values) {
                Optional<MailAddress> address = AddressKeys.read(value);
                if (address.isPresent()) {
                    targets.elsewhere(address.get());
                } else {
                    trace.add("directory", group.dn(), "member '" + value + "' is no address");
                }
            }
        }
    }

    /** Members are taken as they come: a large group is never whole in memory. */
    private void streamed(Group group, String url, EntryStream stream)
            throws DirectoryUnavailableException {
        int before = seen.size();
        stream.entries(
                url,
                (dn, member) -> {
                    if (seen.add(AddressKeys.ofDn(dn))) {
                        entry(group, dn, member);
                    }
                });
        trace.add("directory", group.dn(), url + " adds " + (seen.size() - before));
    }

    private void entries(Group group, List<String> dns) throws DirectoryUnavailableException {
        List<String> unseen = dns.stream().filter(dn -> seen.add(AddressKeys.ofDn(dn))).toList();
        question.members(unseen, (dn, member) -> entry(group, dn, member));
    }

    private void entry(Group in, String dn, Optional<DirectoryEntry> member)
            throws DirectoryUnavailableException {
        Optional<Reply> refused = Optional.empty();
        if (member.isEmpty()) {
            trace.add("directory", in.dn(), "member " + dn + " does not exist");
        } else if (member.get() instanceof Account account) {
            refused = new AccountDelivery(account, targets, question).deliver("");
            targets.reached(account);
        } else if (member.get() instanceof Group nested) {
            refused = AccountDelivery.refusal(nested.status(), question);
            if (refused.isEmpty()) {
                open(nested);
            }
        }
        refused.ifPresent(
                r -> trace.add("directory", in.dn(), "member " + dn + " takes no mail: " + r));
    }

    private void open(Group nested) {
        Optional<String> host = question.hosts().elsewhere(EntryExpansion.mailHosts(nested));
        if (host.isPresent()) {
            targets.routed(nested.mail(), host.get());
            return;
        }
        boolean plain = GroupAttributes.read(nested, false, unreadable -> {}).isPlain();
        if (plain && nested.status() != Status.HOLD) {
            waiting.add(nested);
        } else {
            targets.elsewhere(nested.mail());
        }
    }
}
