// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaPolicy;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.DeliveryKey;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Row;

/**
 * Messages that users put into mailboxes: APPEND, COPY and MOVE. All or none: one log record. A
 * copy is one more reference to the content; only towards an owner on another partition the content
 * is copied.
 */
final class Arrivals {
    private final Core core;

    Arrivals(Core core) {
        this.core = core;
    }

    ContentSink begin(Identity who, MailboxName target, long expectedSize) throws StoreException {
        core.rights().check(who, target, 'i');
        return core.partitions().begin(partitionOf(target), expectedSize);
    }

    Mailbox.CopyResult append(Identity who, MailboxName target, List<AppendMessage> messages)
            throws StoreException {
        return append(who, target, messages, draft -> {});
    }

    /** As {@link #append}, and one message of another mailbox goes in the same record. */
    Mailbox.CopyResult replace(
            Identity who, MailboxCell source, long uid, MailboxName target, AppendMessage message)
            throws StoreException {
        Beside discarding =
                draft -> {
                    MailboxState from = source.head;
                    if (from == null || from.indexOf(uid) < 0) {
                        throw new StoreException(
                                StoreException.Code.EXPUNGEISSUED,
                                "Message " + uid + " was expunged");
                    }
                    draft.discard(from, new long[] {uid});
                };
        return core.withBin(source, () -> append(who, target, List.of(message), discarding));
    }

    /** What else happens in the same record. */
    private interface Beside {
        void add(Draft draft) throws StoreException;
    }

    private Mailbox.CopyResult append(
            Identity who, MailboxName target, List<AppendMessage> messages, Beside beside)
            throws StoreException {
        core.rights().check(who, target, 'i');
        String partition = partitionOf(target);
        Grants grants = grants(who, target);
        Append append =
                new Append(target, messages, Contributor.of(core, who, target), beside, grants);
        List<ContentLocator> nowhere =
                Collections.nCopies(messages.size(), new ContentLocator(partition, 0));
        tryOut(target, grants, () -> appendStep(append, nowhere));
        List<Partitions.Incoming> incoming = new ArrayList<>();
        try {
            for (AppendMessage message : messages) {
                FlagRules.check(message.flags());
                incoming.add(core.partitions().store(partition, message.content()));
            }
            List<ContentLocator> contents = new ArrayList<>();
            for (Partitions.Incoming in : incoming) {
                contents.add(in.await());
            }
            return commit(contents, () -> appendStep(append, contents));
        } finally {
            incoming.forEach(Partitions.Incoming::close);
        }
    }

    /** What the house itself puts back or imports comes in whatever the quota is. */
    private Grants grants(Identity who, MailboxName target) {
        return who.equals(Identity.HOUSE) ? Grants.OFF : core.limits().now(List.of(target.owner()));
    }

    /** Commits; contents that were stored for it are let go of when it is refused. */
    private Mailbox.CopyResult commit(
            Collection<ContentLocator> contents, Step.Decision<Mailbox.CopyResult> decision)
            throws StoreException {
        return core.sequencer().commit(decision, () -> core.partitions().drop(contents));
    }

    /** Decides without doing it, so that nothing is stored that may not be kept. */
    private void tryOut(
            MailboxName target, Grants grants, Step.Decision<Mailbox.CopyResult> decision)
            throws StoreException {
        QuotaPolicy policy = core.rules().quotas().policy();
        if (grants.enforced() && QuotaJudge.isLimited(policy, grants.of(target.owner()))) {
            Optional<StoreException> refusal = core.sequencer().locked(() -> refusal(decision));
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }
    }

    private static Optional<StoreException> refusal(Step.Decision<Mailbox.CopyResult> decision) {
        try {
            decision.decide();
            return Optional.empty();
        } catch (StoreException refused) {
            return Optional.of(refused);
        }
    }

    private record Append(
            MailboxName target,
            List<AppendMessage> messages,
            Contributor contributor,
            Beside beside,
            Grants grants) {}

    private Step<Mailbox.CopyResult> appendStep(Append append, List<ContentLocator> contents)
            throws StoreException {
        Draft draft = core.draft();
        long mailbox = draft.mailbox(append.target);
        Contributor contributor = append.contributor;
        List<Long> uids = new ArrayList<>();
        List<Long> read = new ArrayList<>();
        for (int i = 0; i < append.messages.size(); i++) {
            AppendMessage message = append.messages.get(i);
            long uid = draft.nextUid(mailbox);
            uids.add(uid);
            if (contributor.hasRead(message.flags())) {
                read.add(uid);
            }
            draft.add(
                    mailbox,
                    new Row(
                            uid,
                            contents.get(i),
                            contents.get(i),
                            core.rules()
                                    .types()
                                    .arriving(
                                            contributor.common(message.flags()),
                                            message.content().summary().root().mediaType()),
                            message.internalDate().getEpochSecond(),
                            draft.now(),
                            message.content().size(),
                            DeliveryKey.NONE));
        }
        draft.markSeen(mailbox, contributor.perspective().reader(), read);
        append.beside.add(draft);
        Mailbox.CopyResult result =
                new Mailbox.CopyResult(draft.uidValidity(mailbox), List.of(), List.copyOf(uids));
        return judged(core, draft, append.target, append.grants, result);
    }

    /** The step of a draft, if the quota allows it. */
    static Step<Mailbox.CopyResult> judged(
            Core core, Draft draft, MailboxName target, Grants grants, Mailbox.CopyResult result)
            throws StoreException {
        QuotaJudge judge = new QuotaJudge(core, draft, grants);
        try {
            judge.whole(Set.of(target.owner()));
        } catch (StoreException refusal) {
            core.notices().notice(judge.refused().keySet(), Map.of(), judge.refused());
            throw refusal;
        }
        return new Step<>(
                draft.ops(),
                () -> {
                    core.notices().notice(judge.noticed(), Map.of(), Map.of());
                    return result;
                });
    }

    /** Copies or moves between mailboxes. */
    Mailbox.CopyResult copy(
            Identity who,
            MailboxCell source,
            Collection<Long> uids,
            MailboxName target,
            boolean move)
            throws StoreException {
        core.rights().check(who, target, 'i');
        MailboxState from = source.visible();
        Perspective perspective =
                from == null ? Perspective.OWNER : Perspective.of(core, who, from.name());
        Contributor contributor = Contributor.of(core, who, target);
        return copy(source, perspective, uids, target, contributor, move, grants(who, target));
    }

    /** Messages that were expunged come back; the quota is that of their owner. */
    Mailbox.CopyResult restore(MailboxCell bin, Collection<Long> uids, MailboxName target)
            throws StoreException {
        return copy(
                bin,
                Perspective.OWNER,
                uids,
                target,
                Contributor.OWNER,
                true,
                core.limits().now(List.of(target.owner())));
    }

    private Mailbox.CopyResult copy(
            MailboxCell source,
            Perspective perspective,
            Collection<Long> uids,
            MailboxName target,
            Contributor contributor,
            boolean move,
            Grants grants)
            throws StoreException {
        Map<ContentLocator, ContentLocator> moved = new HashMap<>();
        Copying copying =
                new Copying(
                        core,
                        source,
                        perspective,
                        new TreeSet<>(uids),
                        target,
                        contributor,
                        move,
                        moved,
                        grants);
        try (Transfer transfer = new Transfer(core, source.visible(), uids, partitionOf(target))) {
            // Where only links are made nothing is stored before the quota is judged.
            if (!transfer.isEmpty()) {
                tryOut(target, grants, copying);
                transfer.run(moved);
            }
            return commit(moved.values(), copying);
        }
    }

    /** Partition of the owner of a mailbox that exists. */
    String partitionOf(MailboxName target) throws StoreException {
        OwnerState owner = core.catalogue().owner(target.owner()).visible();
        Folder folder = owner == null ? null : owner.folders().get(target.folder());
        if (folder == null || !folder.isSelectable()) {
            throw new StoreException(
                    StoreException.Code.NONEXISTENT, "There is no mailbox " + target.folder());
        }
        return owner.partition();
    }
}
