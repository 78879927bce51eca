// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;

/**
 * Names: making, deleting, renaming, listing and subscribing (RFC 9051 sections 6.3.4 to 6.3.9).
 * Each change is one log record, children and parents included. An owner's folders come into being
 * when the owner looks at them for the first time.
 */
final class Folders {
    private static final int NAME_AT_MOST = 500;
    private static final int MAILBOXES_AT_ONCE = 100;
    private static final Set<String> USES =
            Set.of(
                    "\\All",
                    "\\Archive",
                    "\\Drafts",
                    "\\Flagged",
                    "\\Important",
                    "\\Junk",
                    "\\Sent",
                    "\\Trash");

    private final Core core;

    Folders(Core core) {
        this.core = core;
    }

    /** Makes the folders of somebody who looks for the first time. */
    void ensureOwner(Identity who, String owner) throws StoreException {
        if (!who.id().equalsIgnoreCase(owner) || owner.isEmpty()) {
            return;
        }
        String id = MailboxName.inbox(owner).owner();
        OwnerState known = core.catalogue().owner(id).visible();
        if (known != null && !known.folders().isEmpty()) {
            return;
        }
        String partition = who.account().map(a -> a.partition()).orElse("");
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            draft.ownerMade(id, partition);
                            return new Step<>(draft.ops(), () -> id);
                        });
    }

    List<MailboxInfo> list(Identity who, String owner) throws StoreException {
        if (!Rights.isMaster(who, owner)) {
            return List.of();
        }
        ensureOwner(who, owner);
        String id = MailboxName.inbox(owner).owner();
        OwnerState state = core.catalogue().owner(id).visible();
        if (state == null) {
            return List.of();
        }
        Set<MailboxName> subscribed = subscribed(who);
        List<MailboxInfo> infos = new ArrayList<>(state.folders().size());
        state.folders().forEach((name, f) -> infos.add(info(state, name, f, subscribed)));
        return infos;
    }

    List<MailboxName> subscriptions(Identity who) throws StoreException {
        ensureOwner(who, who.id());
        return List.copyOf(subscribed(who));
    }

    private Set<MailboxName> subscribed(Identity who) {
        if (who.id().isEmpty()) {
            return Set.of();
        }
        OwnerState state = core.catalogue().owner(MailboxName.inbox(who.id()).owner()).visible();
        return state == null ? Set.of() : state.subscriptions();
    }

    /** A folder as somebody sees it; empty if it does not exist. */
    Optional<MailboxInfo> info(Identity who, MailboxName name) {
        OwnerState owner = core.catalogue().owner(name.owner()).visible();
        Folder folder = owner == null ? null : owner.folders().get(name.folder());
        return folder == null
                ? Optional.empty()
                : Optional.of(info(owner, name.folder(), folder, subscribed(who)));
    }

    private static MailboxInfo info(
            OwnerState owner, String name, Folder folder, Set<MailboxName> subscribed) {
        MailboxName full = new MailboxName(owner.owner(), name);
        return new MailboxInfo(
                full,
                folder.isSelectable(),
                owner.hasChildren(name),
                subscribed.contains(full),
                Optional.of(folder.specialUse()).filter(u -> !u.isEmpty()),
                owner.partition());
    }

    MailboxInfo create(Identity who, MailboxName name, Optional<String> specialUse)
            throws StoreException {
        core.rights().checkParent(who, name);
        checkName(name);
        checkPublicName(name);
        if (specialUse.isPresent() && !USES.contains(specialUse.get())) {
            throw new StoreException(Code.CANNOT, "There is no such use: " + specialUse.get());
        }
        ensureOwner(who, name.owner());
        core.sequencer().commit(() -> createStep(name, specialUse));
        OwnerState owner = core.catalogue().owner(name.owner()).visible();
        Folder folder = owner == null ? null : owner.folders().get(name.folder());
        if (folder == null) {
            throw new StoreException(Code.NONEXISTENT, "The mailbox was deleted at once");
        }
        return info(owner, name.folder(), folder, subscribed(who));
    }

    private Step<MailboxName> createStep(MailboxName name, Optional<String> specialUse)
            throws StoreException {
        Draft draft = core.draft();
        draft.ownerMade(name.owner(), "");
        Folder there = draft.folder(name);
        OwnerState before = core.catalogue().owner(name.owner()).head;
        boolean madeJustNow = before == null || before.folders().isEmpty();
        if (there != null && there.isSelectable() && !madeJustNow) {
            throw new StoreException(Code.ALREADYEXISTS, "There is a mailbox " + name.folder());
        }
        if (there == null || !there.isSelectable()) {
            draft.createParents(name);
            draft.createFolder(name, specialUse.orElse(""));
        }
        return new Step<>(draft.ops(), () -> name);
    }

    void delete(Identity who, MailboxName name) throws StoreException {
        core.rights().check(who, name, 'x');
        if (name.isInbox()) {
            throw new StoreException(Code.CANNOT, "INBOX cannot be deleted");
        }
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            Folder folder = existing(draft, name);
                            boolean children = draft.owner(name.owner()).hasChildren(name.folder());
                            if (!folder.isSelectable() && children) {
                                throw new StoreException(Code.CANNOT, "Folders exist below it");
                            }
                            draft.deleteFolder(name, folder, children);
                            dropEmptyNames(draft, name);
                            return new Step<>(draft.ops(), () -> name);
                        });
    }

    /** Deletes names above a deleted one that only held children and hold none any more. */
    private static void dropEmptyNames(Draft draft, MailboxName below) {
        String folder = below.folder();
        for (int at = folder.lastIndexOf(MailboxName.SEPARATOR);
                at > 0;
                at = folder.lastIndexOf(MailboxName.SEPARATOR, at - 1)) {
            MailboxName parent = new MailboxName(below.owner(), folder.substring(0, at));
            Folder there = draft.folder(parent);
            if (there == null
                    || there.isSelectable()
                    || draft.owner(below.owner()).hasChildren(parent.folder())) {
                return;
            }
            draft.deleteFolder(parent, there, false);
        }
    }

    void rename(Identity who, MailboxName from, MailboxName to) throws StoreException {
        core.rights().check(who, from, 'x');
        core.rights().checkParent(who, to);
        checkName(to);
        checkPublicName(to);
        if (!from.owner().equals(to.owner())) {
            throw new StoreException(Code.CANNOT, "A mailbox keeps its owner");
        }
        if (to.isBelow(from) && !from.isInbox()) {
            throw new StoreException(Code.CANNOT, "A folder cannot be put below itself");
        }
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            Folder folder = existing(draft, from);
                            if (draft.folder(to) != null) {
                                throw new StoreException(
                                        Code.ALREADYEXISTS, "There is a mailbox " + to.folder());
                            }
                            draft.createParents(to);
                            if (from.isInbox()) {
                                renameInbox(draft, folder, to);
                            } else {
                                renameTree(draft, from, to, folder);
                            }
                            return new Step<>(draft.ops(), () -> to);
                        });
    }

    private void renameTree(Draft draft, MailboxName from, MailboxName to, Folder folder)
            throws StoreException {
        List<Map.Entry<String, Folder>> below =
                draft.owner(from.owner()).folders().entrySet().stream()
                        .filter(e -> new MailboxName(from.owner(), e.getKey()).isBelow(from))
                        .toList();
        draft.renameFolder(from, to, folder);
        for (Map.Entry<String, Folder> child : below) {
            String tail = child.getKey().substring(from.folder().length());
            MailboxName target = new MailboxName(to.owner(), to.folder() + tail);
            checkName(target);
            draft.renameFolder(
                    new MailboxName(from.owner(), child.getKey()), target, child.getValue());
        }
        dropEmptyNames(draft, from);
    }

    /** INBOX stays, and its messages move (RFC 9051 section 6.3.6). */
    private void renameInbox(Draft draft, Folder inbox, MailboxName to) throws StoreException {
        long target = draft.createFolder(to, "");
        MailboxState state = core.catalogue().mailbox(inbox.mailbox()).head;
        List<Long> sources = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        for (int i = 0; i < state.size(); i++) {
            sources.add(state.uid(i));
            targets.add(draft.nextUid(target));
            draft.add(target, state.messages().row(i, draft.nextUid(target), draft.now()));
        }
        draft.carryReaders(state, sources, target, targets);
        if (!sources.isEmpty()) {
            draft.expunge(inbox.mailbox(), Draft.toArray(sources));
        }
    }

    void subscribe(Identity who, MailboxName name, boolean on) throws StoreException {
        if (who.id().isEmpty()) {
            throw new StoreException(Code.CANNOT, "Only users subscribe");
        }
        ensureOwner(who, who.id());
        String user = MailboxName.inbox(who.id()).owner();
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            OwnerState state = draft.ownerMade(user, "");
                            if (on && state.subscriptions().size() >= Draft.FOLDERS_AT_MOST) {
                                throw new StoreException(Code.LIMIT, "Too many subscriptions");
                            }
                            if (state.subscriptions().contains(name) != on) {
                                draft.subscribe(user, name, on);
                            }
                            return new Step<>(draft.ops(), () -> user);
                        });
    }

    void deleteOwner(Identity who, String owner) throws StoreException {
        Rights.checkAdministrator(who);
        String id = MailboxName.inbox(owner).owner();
        forgetReader(id);
        removeOwner(id);
        // Until a moment ago a session could mark something; from here on it cannot.
        forgetReader(id);
    }

    /** An owner goes with all folders; what was read in those of others is not forgotten. */
    void removeOwner(String id) throws StoreException {
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            OwnerState state = draft.owner(id);
                            if (state == null) {
                                throw new StoreException(
                                        Code.NONEXISTENT, "There is no owner " + id);
                            }
                            state.folders()
                                    .forEach(
                                            (n, f) ->
                                                    draft.deleteFolder(
                                                            new MailboxName(id, n), f, false));
                            draft.deleteOwner(id);
                            return new Step<>(draft.ops(), () -> id);
                        });
    }

    /** Somebody who is given the same id later has not read anything. */
    private void forgetReader(String user) throws StoreException {
        // Copies may carry it into another mailbox meanwhile.
        for (List<Long> some = readBy(user); !some.isEmpty(); some = readBy(user)) {
            forgetReader(user, some);
        }
    }

    private List<Long> readBy(String user) {
        return core.sequencer()
                .locked(
                        () ->
                                core.catalogue().readBy(user).stream()
                                        .limit(MAILBOXES_AT_ONCE)
                                        .toList());
    }

    private void forgetReader(String user, List<Long> mailboxes) throws StoreException {
        List<MailboxCell> cells = new ArrayList<>();
        try {
            for (long mailbox : mailboxes) {
                cells.add(core.catalogue().pinned(mailbox));
            }
            core.sequencer()
                    .commit(
                            () -> {
                                List<Op> ops = new ArrayList<>();
                                for (MailboxCell cell : cells) {
                                    if (cell.hasReader(user)) {
                                        ops.add(new Op.ForgetReader(cell.id(), user));
                                    }
                                }
                                return new Step<>(ops, () -> user);
                            });
        } finally {
            cells.forEach(MailboxCell::unpin);
        }
    }

    private static Folder existing(Draft draft, MailboxName name) throws StoreException {
        Folder folder = draft.folder(name);
        if (folder == null) {
            throw new StoreException(Code.NONEXISTENT, "There is no mailbox " + name.folder());
        }
        return folder;
    }

    private void checkPublicName(MailboxName name) throws StoreException {
        if (core.rules().sharing().isAmbiguous(name)) {
            throw new StoreException(Code.CANNOT, "Public folders cannot be called User");
        }
    }

    static void checkName(MailboxName name) throws StoreException {
        if (name.folder().length() > NAME_AT_MOST) {
            throw new StoreException(Code.LIMIT, "The name is too long");
        }
        if (name.owner().isEmpty() || name.folder().chars().anyMatch(c -> c < 32 || c == 127)) {
            throw new StoreException(Code.CANNOT, "The name has a character that names may not");
        }
    }
}
