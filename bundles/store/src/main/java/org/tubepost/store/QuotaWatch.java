// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * Looks, on a thread of its own, at mailboxes that became nearly full or less full, and does what
 * follows from it: warns owners, stops the clock when messages went, tells the directory. What
 * fails is tried again a minute later, or when something happens to the mailbox.
 */
final class QuotaWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaWatch.class);
    private static final int WAITING_AT_MOST = 100_000;
    private static final long AGAIN_SECONDS = 60;

    private final Core core;
    private final Guard guard;
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

    QuotaWatch(Core core, Guard guard, Deliveries deliveries) {
        this.core = core;
        this.guard = guard;
        this.deliveries = deliveries;
        this.rules = core.rules().quotas();
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

    /** Looks at an owner's mailbox soon; does not block. */
    void notice(String owner) {
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
            lookLater(owner, failed);
        }
    }

    private void lookLater(String owner, Exception failed) {
        LOG.warn("The quota of {} is looked at again later: {}", owner, failed.getMessage());
        try {
            if (later.size() < WAITING_AT_MOST && later.add(owner)) {
                thread.schedule(() -> again(owner), AGAIN_SECONDS, TimeUnit.SECONDS);
            }
        } catch (RejectedExecutionException closing) {
            LOG.debug("The store is being closed", closing);
        }
    }

    private void again(String owner) {
        later.remove(owner);
        notice(owner);
    }

    /** What was refused is taken out before anything is looked at: what comes later is later's. */
    private void look(String owner) throws StoreException {
        String refusing = refused.remove(owner);
        String denying = denied.remove(owner);
        try {
            look(owner, refusing, denying);
        } catch (StoreException | RuntimeException failed) {
            putBack(refused, owner, refusing);
            putBack(denied, owner, denying);
            throw failed;
        }
    }

    private static void putBack(Map<String, String> roots, String owner, String root) {
        if (root != null) {
            roots.putIfAbsent(owner, root);
        }
    }

    private void look(String owner, String refusing, String denying) throws StoreException {
        QuotaGrant grant = core.limits().whether(owner).of(owner);
        // What was noticed is perhaps not visible yet.
        OwnerState state = core.sequencer().locked(() -> core.catalogue().owner(owner).head);
        if (state == null) {
            return;
        }
        UsageState usage = core.sequencer().locked(() -> core.catalogue().usages().of(owner).head);
        List<QuotaRoot> roots = new QuotaRoots(core, owner, state, usage, grant).all();
        core.sequencer().commit(() -> stopClocks(owner, grant));
        // Whether mail is refused before it is queued is a question of the whole mailbox.
        boolean full = roots.get(0).percent() >= rules.floor();
        boolean within = !full && QuotaClock.refused(state);
        // Only what is delivered is worth refusing at the door.
        if (refusing != null && full && !QuotaClock.refused(state)) {
            tell(owner, roots.get(0), true);
        }
        // Also behind a refusal, for messages may have gone since.
        if (within) {
            tell(owner, roots.get(0), false);
        }
        // What fails behind this is not answered with the same events again.
        if (refusing != null) {
            exceeded(roots, refusing);
        }
        if (denying != null && !denying.equals(refusing) && !within) {
            exceeded(roots, denying);
        }
        if (within) {
            core.limits().changed(event(roots.get(0), false));
        }
        QuotaRoot fullest = Collections.max(roots, Comparator.comparingInt(QuotaRoot::percent));
        if (rules.policy().warned() && mayWarn(state) && fullest.percent() >= warnFrom()) {
            try {
                warn(owner, state, grant, fullest);
            } catch (StoreException | RuntimeException failed) {
                lookLater(owner, failed);
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
        return rules.policy().overdraft() ? 101 : rules.policy().warnPercent();
    }

    private boolean mayWarn(OwnerState state) {
        Long last = QuotaClock.warned(state);
        return last == null
                || core.clock().instant().getEpochSecond() - last
                        >= rules.policy().warnAgain().toSeconds();
    }

    private Step<Boolean> stopClocks(String owner, QuotaGrant grant) {
        Draft draft = core.draft();
        OwnerState head = draft.owner(owner);
        if (head == null) {
            return Step.none(false);
        }
        UsageState usage = core.catalogue().usages().of(owner).head;
        int goesOn = rules.policy().overdraft() ? 101 : rules.floor();
        for (QuotaRoot root : new QuotaRoots(core, owner, head, usage, grant).all()) {
            if (root.percent() < goesOn && root.since().isPresent()) {
                QuotaClock.clear(draft, owner, root.root());
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
