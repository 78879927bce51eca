// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessIdentifier;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FolderRights;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;
import org.tubepost.store.state.Property.Kind;

/**
 * Rights on folders. The list is kept with the folder; whoever is on it keeps a note of the folder,
 * so that the folders shared with somebody are found without looking at all owners. A note may
 * outlive the right; the list decides.
 */
final class Sharing implements FolderRights {
    private static final int IDENTIFIERS_AT_MOST = 200;

    private final Core core;
    private final Guard guard;
    private final Folders folders;

    Sharing(Core core, Guard guard, Folders folders) {
        this.core = core;
        this.guard = guard;
        this.folders = folders;
    }

    @Override
    public AccessRights of(Identity who, MailboxName name) throws StoreException {
        return guard.call(() -> judge(who, name));
    }

    private AccessRights judge(Identity who, MailboxName name) throws StoreException {
        AccessRights rights = core.rights().of(who, name);
        if (rights.isEmpty() || !exists(name)) {
            throw new StoreException(Code.NONEXISTENT, "There is no such mailbox");
        }
        return rights;
    }

    private boolean exists(MailboxName name) {
        OwnerState owner = core.catalogue().owner(name.owner()).visible();
        return owner != null && owner.folders().containsKey(name.folder());
    }

    @Override
    public NavigableMap<String, AccessRights> list(Identity who, MailboxName name)
            throws StoreException {
        return guard.call(() -> read(who, name));
    }

    private NavigableMap<String, AccessRights> read(Identity who, MailboxName name)
            throws StoreException {
        judge(who, name);
        core.rights().check(who, name, 'a');
        NavigableMap<String, AccessRights> list = new TreeMap<>();
        core.catalogue()
                .owner(name.owner())
                .visible()
                .propertiesOf(name.folder())
                .forEach(
                        (p, value) -> {
                            if (p.kind() == Kind.RIGHTS) {
                                list.merge(
                                        identifier(p).within(who.defaultDomain()).toString(),
                                        new AccessRights(value),
                                        AccessRights::plus);
                            }
                        });
        return list;
    }

    @Override
    public String publicOwner() {
        return rules().publicOwner();
    }

    private SharingRules rules() {
        return core.rules().sharing();
    }

    @Override
    public AccessRights grantable(Identity who, MailboxName name, String identifier)
            throws StoreException {
        AccessIdentifier to = parsed(identifier).within(who.defaultDomain());
        return guard.call(
                () -> {
                    AccessRights has =
                            read(who, name).getOrDefault(to.toString(), AccessRights.NONE);
                    if (to.name().equals(name.owner())) {
                        return AccessRights.NONE;
                    }
                    return rules().permits(who, name.owner(), to) ? AccessRights.ALL : has;
                });
    }

    @Override
    public void set(Identity who, MailboxName name, String identifier, AccessRights rights)
            throws StoreException {
        // What was put on a list when more was an identifier than now can be taken off it.
        AccessIdentifier to =
                rights.isEmpty()
                        ? AccessIdentifier.ofText(identifier.toLowerCase(Locale.ROOT))
                        : parsed(identifier);
        guard.run(() -> change(who, name, to, rights));
    }

    private static AccessIdentifier parsed(String identifier) throws StoreException {
        try {
            return AccessIdentifier.parse(identifier);
        } catch (IllegalArgumentException none) {
            throw new StoreException(Code.CANNOT, none.getMessage(), none);
        }
    }

    private void change(Identity who, MailboxName name, AccessIdentifier to, AccessRights rights)
            throws StoreException {
        folders.ensureOwner(who, name.owner());
        judge(who, name);
        core.rights().check(who, name, 'a');
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            if (draft.folder(name) == null) {
                                throw new StoreException(
                                        Code.NONEXISTENT, "There is no such mailbox");
                            }
                            write(who, draft, name, to, rights);
                            return new Step<>(draft.ops(), () -> name);
                        });
    }

    private void write(
            Identity who, Draft draft, MailboxName name, AccessIdentifier to, AccessRights rights)
            throws StoreException {
        Map<Property, String> there = draft.owner(name.owner()).propertiesOf(name.folder());
        AccessIdentifier kept = to.within(who.defaultDomain());
        AccessRights before = AccessRights.NONE;
        List<Property> replaced = new ArrayList<>();
        for (AccessIdentifier spelling : to.spellings(who.defaultDomain())) {
            Property entry = entry(name.folder(), spelling);
            if (there.containsKey(entry)) {
                before = before.plus(new AccessRights(there.get(entry)));
                replaced.add(entry);
            }
        }
        if (kept.name().equals(name.owner()) && (replaced.isEmpty() || !rights.isEmpty())) {
            throw new StoreException(Code.CANNOT, "An owner has all rights");
        }
        if (!rights.minus(before).isEmpty() && !rules().permits(who, name.owner(), kept)) {
            throw new StoreException(Code.NOPERM, "Administrators share folders with " + kept);
        }
        replaced.forEach(entry -> draft.property(name.owner(), entry, ""));
        if (rights.isEmpty()) {
            if (replaced.isEmpty()) {
                parsed(to.toString());
            }
            return;
        }
        draft.property(name.owner(), entry(name.folder(), kept), rights.letters());
        // Whoever is on the list keeps their rights, however long it is.
        if (identifiers(draft.owner(name.owner()), name.folder()).size() > IDENTIFIERS_AT_MOST) {
            throw new StoreException(Code.LIMIT, "Too many identifiers");
        }
        if (!kept.negative()) {
            draft.grant(kept.name(), name);
        }
    }

    private static Property entry(String folder, AccessIdentifier identifier) {
        return new Property(folder, Kind.RIGHTS, identifier.toString());
    }

    /** Whom a line of a list is about. */
    static AccessIdentifier identifier(Property entry) {
        return AccessIdentifier.ofText(entry.name());
    }

    /** Who is on the list of a folder. */
    static List<AccessIdentifier> identifiers(OwnerState owner, String folder) {
        return owner.propertiesOf(folder).keySet().stream()
                .filter(p -> p.kind() == Kind.RIGHTS)
                .map(Sharing::identifier)
                .toList();
    }

    @Override
    public List<MailboxInfo> shared(Identity who) throws StoreException {
        return guard.call(() -> visible(who));
    }

    private List<MailboxInfo> visible(Identity who) {
        Set<String> identifiers = core.rights().identifiers().of(who);
        TreeSet<MailboxName> names = new TreeSet<>();
        identifiers.forEach(identifier -> names.addAll(granted(identifier)));
        if (who.administrator() && !publicOwner().isEmpty()) {
            names.addAll(publicFolders());
        }
        List<MailboxInfo> infos = new ArrayList<>();
        for (MailboxName name : names) {
            boolean own = name.owner().equalsIgnoreCase(who.id());
            boolean seen =
                    who.administrator() && rules().isPublic(name.owner())
                            || core.rights().given(identifiers, name).has('l');
            if (!own && seen) {
                folders.info(who, name).ifPresent(infos::add);
            }
        }
        return infos;
    }

    private List<MailboxName> publicFolders() {
        OwnerState owner = core.catalogue().owner(publicOwner()).visible();
        return owner == null
                ? List.of()
                : owner.folders().keySet().stream()
                        .map(folder -> new MailboxName(owner.owner(), folder))
                        .toList();
    }

    private List<MailboxName> granted(String user) {
        OwnerState owner = core.catalogue().owner(user).visible();
        if (owner == null) {
            return List.of();
        }
        List<MailboxName> names = new ArrayList<>();
        for (Property property : owner.propertiesOf("").keySet()) {
            if (property.kind() == Kind.GRANT) {
                names.add(nameOf(property));
            }
        }
        return names;
    }

    /** The note that a user keeps of a folder. */
    static Property note(MailboxName name) {
        return new Property("", Kind.GRANT, name.owner() + '\0' + name.folder());
    }

    private static MailboxName nameOf(Property note) {
        int nul = note.name().indexOf('\0');
        return new MailboxName(note.name().substring(0, nul), note.name().substring(nul + 1));
    }

    /** The list of the nearest folder above another one. */
    static Optional<String> parent(OwnerState owner, String folder) {
        for (int at = folder.lastIndexOf(MailboxName.SEPARATOR);
                at > 0;
                at = folder.lastIndexOf(MailboxName.SEPARATOR, at - 1)) {
            if (owner.folders().containsKey(folder.substring(0, at))) {
                return Optional.of(folder.substring(0, at));
            }
        }
        return Optional.empty();
    }
}
