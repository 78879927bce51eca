// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaPolicy;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.api.store.QuotaUsage;
import org.tubepost.api.store.Quotas;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * Answers how full mailboxes are, and does on a thread of its own what follows from it: warns
 * owners, stops the clock when messages went, tells the directory. What fails is tried again a
 * minute later, or when something happens to the mailbox.
 */
final class QuotaDesk implements Quotas, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaDesk.class);
    private static final int WAITING_AT_MOST = 100_000;
    private static final long AGAIN_SECONDS = 60;

    private final Core core;
    private final Guard guard;
    private final Folders folders;
    private final Deliveries deliveries;
    private final QuotaRules rules;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> later = ConcurrentHashMap.newKeySet();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final Map<String, String> denied = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread worker = new Thread(work, "store-quotas");
                        worker.setDaemon(true);
                        return worker;
                    });

    QuotaDesk(Core core, Guard guard, Folders folders, Deliveries deliveries) {
        this.core = core;
        this.guard = guard;
        this.folders = folders;
        this.deliveries = deliveries;
        this.rules = core.rules().quotas();
    }

    @Override
    public QuotaPolicy policy() {
        return rules.policy();
    }

    @Override
    public List<QuotaRoot> roots(Identity who, String owner) throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        if (!Rights.isMaster(who, id)) {
            throw new StoreException(Code.NOPERM, "This is the quota of somebody else");
        }
        return guard.call(() -> roots(id, core.limits().whether(id).of(id)));
    }

    @Override
    public List<QuotaRoot> roots(Identity who, MailboxName folder) throws StoreException {
        return guard.call(
                () -> {
                    OwnerState owner = readable(who, folder);
                    String id = folder.owner();
                    return roots(owner, folder, core.limits().whether(id).of(id));
                });
    }

    @Override
    public List<QuotaRoot> knownRoots(Identity who, MailboxName folder) throws StoreException {
        return guard.call(
                () -> {
                    OwnerState owner = readable(who, folder);
                    Optional<QuotaGrant> grant = core.limits().atHand(folder.owner());
                    return grant.isEmpty() ? List.of() : roots(owner, folder, grant.get());
                });
    }

    private OwnerState readable(Identity who, MailboxName folder) throws StoreException {
        folders.ensureOwner(who, folder.owner());
        core.rights().check(who, folder, 'r');
        OwnerState owner = core.catalogue().owner(folder.owner()).visible();
        if (owner == null || !owner.folders().containsKey(folder.folder())) {
            throw new StoreException(Code.NONEXISTENT, "There is no such mailbox");
        }
        return owner;
    }

    private List<QuotaRoot> roots(OwnerState owner, MailboxName folder, QuotaGrant grant) {
        String id = folder.owner();
        RootFigures figures = figures(owner, grant);
        NavigableMap<String, long[]> used = figures.of(core.catalogue().usages().of(id).visible());
        List<QuotaRoot> roots = new ArrayList<>();
        for (String root : figures.ofFolder(folder.folder())) {
            roots.add(root(owner, id, grant, root, used.get(root)));
        }
        return roots;
    }

    private RootFigures figures(OwnerState owner, QuotaGrant grant) {
        return new RootFigures(owner, grant, core.rules().types());
    }

    private List<QuotaRoot> roots(String id, QuotaGrant grant) {
        OwnerState owner = core.catalogue().owner(id).visible();
        return roots(id, owner, core.catalogue().usages().of(id).visible(), grant);
    }

    private List<QuotaRoot> roots(String id, OwnerState owner, UsageState usage, QuotaGrant grant) {
        NavigableMap<String, long[]> used = figures(owner, grant).of(usage);
        List<QuotaRoot> roots = new ArrayList<>();
        for (Map.Entry<String, long[]> root : used.entrySet()) {
            roots.add(root(owner, id, grant, root.getKey(), root.getValue()));
        }
        return roots;
    }

    private QuotaRoot root(
            OwnerState owner, String id, QuotaGrant grant, String root, long[] used) {
        return new QuotaRoot(
                id,
                root,
                used[0],
                used[1],
                QuotaJudge.limit(policy(), grant, root),
                Optional.ofNullable(QuotaClock.since(owner, root)).map(Instant::ofEpochSecond));
    }

    @Override
    public QuotaUsage usage(String owner) {
        UsageState usage = core.catalogue().usages().of(MailboxName.inbox(owner).owner()).visible();
        return new QuotaUsage(usage.octets(), usage.messages());
    }

    @Override
    public Optional<Instant> warned(String owner) {
        OwnerState state = core.catalogue().owner(MailboxName.inbox(owner).owner()).visible();
        return Optional.ofNullable(QuotaClock.warned(state)).map(Instant::ofEpochSecond);
    }

    @Override
    public void limitsChanged(String owner) {
        notice(MailboxName.inbox(owner).owner());
    }

    @Override
    public boolean recount(String owner) throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        return guard.call(
                () -> {
                    core.sequencer().barrier();
                    boolean wrong = core.sequencer().locked(() -> core.catalogue().recount(id));
                    notice(id);
                    return wrong;
                });
    }

    /** A judge took notice of something; see {@link Core.Notices#notice}. Does not block. */
    void notice(
            Collection<String> owners, Map<String, String> refusals, Map<String, String> denials) {
        note(refusals, refused);
        note(denials, denied);
        owners.forEach(this::notice);
    }

    private static void note(Map<String, String> roots, Map<String, String> in) {
        if (in.size() < WAITING_AT_MOST) {
            in.putAll(roots);
        }
    }

    private void notice(String owner) {
        if (waiting.size() < WAITING_AT_MOST && waiting.add(owner)) {
            try {
                thread.execute(() -> lookQuietly(owner));
            } catch (RejectedExecutionException closing) {
                waiting.remove(owner);
            }
        }
    }

    /** Something happened in a mailbox; does not block. */
    void happened(MailboxEvent event) {
        boolean less =
                event.kind() == MailboxEvent.Kind.EXPUNGED
                        || event.kind() == MailboxEvent.Kind.DELETED;
        String owner = event.mailbox().owner();
        if (less && QuotaClock.hasSomething(core.catalogue().owner(owner).visible())) {
            notice(owner);
        }
    }

    private void lookQuietly(String owner) {
        waiting.remove(owner);
        try {
            guard.run(() -> look(owner));
        } catch (StoreException | RuntimeException failed) {
            LOG.warn("The quota of {} is looked at again later: {}", owner, failed.getMessage());
            try {
                if (later.size() < WAITING_AT_MOST && later.add(owner)) {
                    thread.schedule(() -> again(owner), AGAIN_SECONDS, TimeUnit.SECONDS);
                }
            } catch (RejectedExecutionException closing) {
                LOG.debug("The store is being closed", closing);
            }
        }
    }

    private void again(String owner) {
        later.remove(owner);
        notice(owner);
    }

    private void look(String owner) throws StoreException {
        Grants grants = core.limits().whether(owner);
        QuotaGrant grant = grants.of(owner);
        // What was noticed is perhaps not visible yet.
        OwnerState state = core.sequencer().locked(() -> core.catalogue().owner(owner).head);
        if (state == null) {
            refused.remove(owner);
            denied.remove(owner);
            return;
        }
        UsageState usage = core.sequencer().locked(() -> core.catalogue().usages().of(owner).head);
        List<QuotaRoot> roots = roots(owner, state, usage, grant);
        core.sequencer().commit(() -> stopClocks(owner, grant));
        QuotaRoot fullest = Collections.max(roots, Comparator.comparingInt(QuotaRoot::percent));
        // Whether mail is refused before it is queued is a question of the whole mailbox.
        boolean full = roots.get(0).percent() >= rules.floor();
        boolean within = !full && QuotaClock.refused(state);
        String refusing = refused.get(owner);
        String denying = denied.get(owner);
        if (refusing != null) {
            // Only what is delivered is worth refusing at the door.
            if (full && !QuotaClock.refused(state)) {
                tell(owner, roots.get(0), true);
            }
            exceeded(roots, refusing);
            refused.remove(owner, refusing);
        } else if (denying != null && !within) {
            exceeded(roots, denying);
        }
        denied.remove(owner);
        // Also behind a refusal, for messages may have gone since.
        if (within) {
            tell(owner, roots.get(0), false);
            core.limits().changed(event(roots.get(0), false));
        }
        if (policy().warned() && mayWarn(state)) {
            if (fullest.percent() >= warnFrom()) {
                warn(owner, state, grant, fullest);
            }
        }
    }

    private void exceeded(List<QuotaRoot> roots, String refusing) {
        roots.stream()
                .filter(root -> root.root().equals(refusing))
                .forEach(root -> core.limits().changed(event(root, true)));
    }

    private QuotaEvent event(QuotaRoot root, boolean exceeded) {
        return new QuotaEvent(
                core.clock().instant(),
                root.owner(),
                root.name(),
                exceeded,
                root.octets(),
                root.limit().octets(),
                root.messages(),
                root.limit().messages());
    }

    private int warnFrom() {
        return policy().overdraft() ? 101 : policy().warnPercent();
    }

    private boolean mayWarn(OwnerState state) {
        Long last = QuotaClock.warned(state);
        return last == null
                || core.clock().instant().getEpochSecond() - last
                        >= policy().warnAgain().toSeconds();
    }

    private Step<Boolean> stopClocks(String owner, QuotaGrant grant) {
        Draft draft = core.draft();
        OwnerState head = draft.owner(owner);
        if (head == null) {
            return Step.none(false);
        }
        NavigableMap<String, long[]> used =
                figures(head, grant).of(core.catalogue().usages().of(owner).head);
        for (Map.Entry<String, long[]> root : used.entrySet()) {
            long[] figures = root.getValue();
            int percent =
                    QuotaJudge.limit(policy(), grant, root.getKey())
                            .percent(figures[0], figures[1]);
            int goesOn = policy().overdraft() ? 101 : rules.floor();
            if (percent < goesOn && QuotaClock.since(head, root.getKey()) != null) {
                QuotaClock.clear(draft, owner, root.getKey());
            }
        }
        return new Step<>(draft.ops(), () -> true);
    }

    /** Tells the directory when the mailbox itself is full, not only a folder or type. */
    private void tell(String owner, QuotaRoot mailbox, boolean over) throws StoreException {
        try {
            if (rules.status() && over == mailbox.percent() >= rules.floor()) {
                core.limits().overQuota(owner, over);
                LOG.info(
                        "{} {}", owner, over ? "gets no more mail: over quota" : "gets mail again");
            }
        } catch (IOException failed) {
            throw new StoreException(
                    Code.UNAVAILABLE, "The directory is not told: " + failed.getMessage(), failed);
        }
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            if (draft.owner(owner) != null) {
                                QuotaClock.refused(draft, owner, over);
                            }
                            return new Step<>(draft.ops(), () -> over);
                        });
    }

    /** Once for each time that the owner was warned last, however often it is tried. */
    private void warn(String owner, OwnerState state, QuotaGrant grant, QuotaRoot root)
            throws StoreException {
        String text = rules.texts().in(grant.language());
        if (text.isEmpty()) {
            return;
        }
        Instant now = core.clock().instant();
        WarningMessage message =
                new WarningMessage(WarningTexts.filled(text, root), grant.address(), now);
        String key = "quota-warning-" + owner + "-" + QuotaClock.warned(state);
        DeliveryTarget target =
                new DeliveryTarget(MailboxName.inbox(owner), "", Flags.NONE).whateverQuota();
        try (ContentSink sink = deliveries.begin(target, message.octets().length)) {
            sink.write(ByteBuffer.wrap(message.octets()));
            try (Content content = sink.seal(message.summary())) {
                DeliveryResult result =
                        deliveries.deliver(key, List.of(target), content, now).get(0);
                if (result.refusal().isPresent()) {
                    throw result.refusal().get();
                }
            }
        } catch (StoreException refusal) {
            throw refusal;
        } catch (IOException broken) {
            throw new StoreException(Code.UNAVAILABLE, "The warning is not written", broken);
        }
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            if (draft.owner(owner) != null) {
                                QuotaClock.warned(draft, owner, now.getEpochSecond());
                            }
                            return new Step<>(draft.ops(), () -> true);
                        });
        LOG.info("{} was warned: {} is {} % full", owner, root.name(), root.percent());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(60, TimeUnit.SECONDS)) {
                LOG.warn("The warning of an owner does not end");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        core.limits().close();
    }
}
