// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaPolicy;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.api.store.QuotaUsage;
import org.tubepost.api.store.Quotas;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/** Answers how full mailboxes are, by what is durable; what follows from it is the watch's. */
final class QuotaDesk implements Quotas {
    private final Core core;
    private final Guard guard;
    private final Folders folders;
    private final QuotaWatch watch;

    QuotaDesk(Core core, Guard guard, Folders folders, QuotaWatch watch) {
        this.core = core;
        this.guard = guard;
        this.folders = folders;
        this.watch = watch;
    }

    @Override
    public QuotaPolicy policy() {
        return core.rules().quotas().policy();
    }

    @Override
    public List<QuotaRoot> roots(Identity who, String owner) throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        if (!Rights.isMaster(who, id)) {
            throw new StoreException(Code.NOPERM, "This is the quota of somebody else");
        }
        return guard.call(
                () -> {
                    QuotaGrant grant = core.limits().whether(id).of(id);
                    return visible(id, core.catalogue().owner(id).visible(), grant).all();
                });
    }

    @Override
    public List<QuotaRoot> roots(Identity who, MailboxName folder) throws StoreException {
        return guard.call(
                () -> {
                    OwnerState owner = readable(who, folder);
                    String id = folder.owner();
                    QuotaGrant grant = core.limits().whether(id).of(id);
                    return visible(id, owner, grant).ofFolder(folder.folder());
                });
    }

    @Override
    public List<QuotaRoot> knownRoots(Identity who, MailboxName folder) throws StoreException {
        return guard.call(
                () -> {
                    OwnerState owner = readable(who, folder);
                    String id = folder.owner();
                    return core.limits()
                            .atHand(id)
                            .map(grant -> visible(id, owner, grant).ofFolder(folder.folder()))
                            .orElse(List.of());
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

    private QuotaRoots visible(String id, OwnerState owner, QuotaGrant grant) {
        return new QuotaRoots(core, id, owner, core.catalogue().usages().of(id).visible(), grant);
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
        watch.notice(MailboxName.inbox(owner).owner());
    }

    @Override
    public boolean recount(String owner) throws StoreException {
        String id = MailboxName.inbox(owner).owner();
        return guard.call(
                () -> {
                    core.sequencer().barrier();
                    boolean wrong = core.sequencer().locked(() -> core.catalogue().recount(id));
                    watch.notice(id);
                    return wrong;
                });
    }
}
