// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaPolicy;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Row;
import org.tubepost.store.state.UsageState;

/**
 * Says whether what a record in the making adds is within quota, and keeps the clock of the grace
 * period in the same record. The clock runs from the threshold on where owners are warned,
 * otherwise from 100 %, or from the first refusal above the threshold; it stops when a message is
 * taken and the mailbox is below the threshold. Lives and dies under the sequencer's lock.
 */
final class QuotaJudge {
    /** Where the clock may start when no warnings are wanted. */
    static final int UNWARNED_PERCENT = 90;

    private final Core core;
    private final Draft draft;
    private final Grants grants;
    private final QuotaPolicy policy;
    private final Map<String, UsageState> usages = new HashMap<>();
    private final Set<String> noticed = new LinkedHashSet<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    QuotaJudge(Core core, Draft draft, Grants grants) {
        this.core = core;
        this.draft = draft;
        this.grants = grants;
        this.policy = core.rules().quotas().policy();
    }

    /** Owners of whom the quota watch should take notice when the record is logged. */
    Set<String> noticed() {
        return noticed;
    }

    /** The root that refused, by owner, of those who did not get a message. */
    Map<String, String> refused() {
        return refused;
    }

    private UsageState usage(String owner) {
        UsageState known = usages.get(owner);
        return known == null ? core.catalogue().usages().of(owner).head : known;
    }

    /**
     * Judges a message that is delivered, and counts it if it may come.
     *
     * @param row the message
     * @param guaranteed true to let it come in any case
     * @throws StoreException when it may not; the clock is in the draft nevertheless
     */
    void arrival(MailboxName name, long mailbox, Row row, boolean guaranteed)
            throws StoreException {
        String owner = name.owner();
        if (!grants.enforced() || guaranteed && !grants.has(owner)) {
            return;
        }
        QuotaGrant grant = grants.of(owner);
        if (isFree(owner, grant)) {
            return;
        }
        Usages counting = core.catalogue().usages();
        RootFigures roots = new RootFigures(draft.owner(owner), grant, counting.types());
        NavigableMap<String, long[]> before = roots.of(usage(owner));
        UsageState with = counting.plus(usage(owner), mailbox, List.of(row), 1, 0);
        StoreException refusal = null;
        String refusing = "";
        List<String> charged = roots.charged(mailbox, counting.types().keyword(row.flags()));
        for (String root : charged) {
            QuotaLimit limit = limit(grant, root);
            long[] used = before.get(root);
            long[] more = {used[0] + row.size(), used[1] + 1};
            boolean over = policy.overdraft() ? exceeds(used, limit) : exceeds(more, limit);
            Code code = clock(owner, root, limit, used, more, over && !guaranteed);
            if (over && refusal == null) {
                refusal = new StoreException(code, text(root, limit));
                refusing = root;
            }
        }
        if (refusal != null) {
            noticed.add(owner);
            if (!guaranteed) {
                refused.put(owner, refusing);
                throw refusal;
            }
        }
        usages.put(owner, with);
    }

    /** Nothing is limited, and nothing is left of a time when something was. */
    private boolean isFree(String owner, QuotaGrant grant) {
        return !isLimited(policy, grant) && !QuotaClock.hasSomething(draft.owner(owner));
    }

    /** True when an owner has a limit. */
    static boolean isLimited(QuotaPolicy policy, QuotaGrant grant) {
        return grant.limits().keySet().stream()
                .anyMatch(root -> limit(policy, grant, root).isLimited());
    }

    private static String text(String root, QuotaLimit limit) {
        if (limit.octets() == 0 || limit.messages() == 0) {
            return "The mailbox takes no mail";
        }
        return root.isEmpty()
                ? "The mailbox is full"
                : "The quota of " + root + " does not allow another message";
    }

    /** Starts or stops the clock; tells what a refusal would be. */
    private Code clock(
            String owner, String root, QuotaLimit limit, long[] used, long[] more, boolean over) {
        int usedPercent = limit.percent(used[0], used[1]);
        int percent = over ? usedPercent : limit.percent(more[0], more[1]);
        int floor = core.rules().quotas().floor();
        OwnerState state = draft.owner(owner);
        Long since = QuotaClock.since(state, root);
        // Room was made since the last message: if the mailbox is full again, it is so anew.
        boolean running =
                since != null && (policy.overdraft() ? exceeds(used, limit) : usedPercent >= floor);
        boolean starts;
        boolean goesOn;
        if (policy.overdraft()) {
            starts = exceeds(over ? used : more, limit);
            goesOn = starts;
        } else {
            goesOn = percent >= floor;
            starts = percent >= (policy.warned() ? policy.warnPercent() : 100) || over && goesOn;
        }
        if (!running && starts && limit.isLimited()) {
            QuotaClock.set(draft, owner, root, draft.now());
        } else if (since != null && !(running && goesOn)) {
            QuotaClock.clear(draft, owner, root);
            noticed.add(owner);
        }
        if (goesOn && mayWarn(state)) {
            noticed.add(owner);
        }
        boolean ended =
                running && Duration.ofSeconds(draft.now() - since).compareTo(policy.grace()) > 0;
        boolean none = limit.octets() == 0 || limit.messages() == 0;
        return ended || none ? Code.GRACE_OVER : Code.OVERQUOTA;
    }

    private boolean mayWarn(OwnerState state) {
        Long last = QuotaClock.warned(state);
        return policy.warned()
                && (last == null || draft.now() - last >= policy.warnAgain().toSeconds());
    }

    /**
     * Judges everything that the draft adds and takes away, as a whole.
     *
     * @param owners those whose mailboxes get something
     * @throws StoreException when a root would have more than before and more than it may; it is
     *     among the {@link #refused} then
     */
    void whole(Set<String> owners) throws StoreException {
        if (!grants.enforced()) {
            return;
        }
        for (String owner : owners) {
            QuotaGrant grant = grants.of(owner);
            if (isFree(owner, grant)) {
                continue;
            }
            Usages counting = core.catalogue().usages();
            RootFigures roots = new RootFigures(draft.owner(owner), grant, counting.types());
            UsageState before = counting.of(owner).head;
            NavigableMap<String, long[]> had = roots.of(before);
            NavigableMap<String, long[]> has = roots.of(draft.after(owner, before));
            for (Map.Entry<String, long[]> root : has.entrySet()) {
                judge(owner, root.getKey(), limit(grant, root.getKey()), had, root.getValue());
            }
        }
    }

    private void judge(
            String owner,
            String root,
            QuotaLimit limit,
            NavigableMap<String, long[]> had,
            long[] has)
            throws StoreException {
        long[] used = had.get(root);
        if (has[0] <= used[0] && has[1] <= used[1]) {
            return;
        }
        long[] grown = {
            has[0] > used[0] ? has[0] : 0, has[1] > used[1] ? has[1] : 0,
        };
        if (exceeds(policy.overdraft() ? used : grown, limit)) {
            refused.put(owner, root);
            throw new StoreException(Code.OVERQUOTA, text(root, limit));
        }
        clock(owner, root, limit, used, has, false);
    }

    private QuotaLimit limit(QuotaGrant grant, String root) {
        return limit(policy, grant, root);
    }

    /** The limit in force. */
    static QuotaLimit limit(QuotaPolicy policy, QuotaGrant grant, String root) {
        return grant.limits().get(root).or(root.isEmpty() ? policy.standard() : QuotaLimit.NONE);
    }

    private static boolean exceeds(long[] used, QuotaLimit limit) {
        return limit.octets() >= 0 && used[0] > limit.octets()
                || limit.messages() >= 0 && used[1] > limit.messages();
    }
}
