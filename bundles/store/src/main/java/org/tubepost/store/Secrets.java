// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessKeys;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;
import org.tubepost.store.state.Property.Kind;

/**
 * Access keys, kept as properties. A key has two random halves: one that the user has for all
 * folders, and one that is kept with the folder. So all keys of a user go with one change, however
 * many folders of others have a half of them, and a folder's half goes and moves with the folder.
 */
final class Secrets implements AccessKeys {
    private static final HexFormat HEX = HexFormat.of();

    private final Core core;
    private final Guard guard;
    private final Folders folders;
    private final SecureRandom random = new SecureRandom();

    Secrets(Core core, Guard guard, Folders folders) {
        this.core = core;
        this.guard = guard;
        this.folders = folders;
    }

    @Override
    public byte[] key(Identity who, MailboxName folder) throws StoreException {
        return guard.call(
                () -> {
                    folders.ensureOwner(who, who.id());
                    Optional<byte[]> known = read(who, folder);
                    return known.isPresent() ? known.get() : make(who, folder);
                });
    }

    @Override
    public Optional<byte[]> known(Identity who, MailboxName folder) throws StoreException {
        return guard.call(() -> read(who, folder));
    }

    private Optional<byte[]> read(Identity who, MailboxName folder) throws StoreException {
        String user = checked(who, folder);
        return key(visible(user), visible(folder.owner()), user, folder);
    }

    private OwnerState visible(String owner) {
        return core.catalogue().owner(owner).visible();
    }

    private static Optional<byte[]> key(
            OwnerState user, OwnerState owner, String name, MailboxName folder) {
        String own = user == null ? null : user.properties().get(ofUser());
        String shared = owner == null ? null : owner.properties().get(ofFolder(name, folder));
        return own == null || shared == null
                ? Optional.empty()
                : Optional.of(HEX.parseHex(own + shared));
    }

    private byte[] make(Identity who, MailboxName folder) throws StoreException {
        String user = checked(who, folder);
        return core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            draft.mailbox(folder);
                            draft.ownerMade(user, "");
                            complete(draft, user, ofUser());
                            complete(draft, folder.owner(), ofFolder(user, folder));
                            byte[] made =
                                    key(
                                                    draft.owner(user),
                                                    draft.owner(folder.owner()),
                                                    user,
                                                    folder)
                                            .orElseThrow();
                            return new Step<>(draft.ops(), () -> made);
                        });
    }

    private void complete(Draft draft, String owner, Property half) {
        if (!draft.owner(owner).properties().containsKey(half)) {
            byte[] octets = new byte[OCTETS / 2];
            random.nextBytes(octets);
            draft.property(owner, half, HEX.formatHex(octets));
        }
    }

    @Override
    public void reset(Identity who, MailboxName folder) throws StoreException {
        guard.run(
                () -> {
                    folders.ensureOwner(who, who.id());
                    String user = checked(who, folder);
                    forget(folder.owner(), ofFolder(user, folder));
                });
    }

    @Override
    public void resetAll(Identity who) throws StoreException {
        guard.run(() -> forget(user(who), ofUser()));
    }

    private void forget(String owner, Property half) throws StoreException {
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            OwnerState state = draft.owner(owner);
                            if (state != null && state.properties().containsKey(half)) {
                                draft.property(owner, half, "");
                            }
                            return new Step<>(draft.ops(), () -> owner);
                        });
    }

    private String checked(Identity who, MailboxName folder) throws StoreException {
        String user = user(who);
        core.rights().check(who, folder, 'r');
        OwnerState owner = visible(folder.owner());
        if (owner == null || !owner.folders().containsKey(folder.folder())) {
            throw new StoreException(Code.NONEXISTENT, "There is no such mailbox");
        }
        return user;
    }

    private static String user(Identity who) throws StoreException {
        if (who.id().isEmpty()) {
            throw new StoreException(Code.CANNOT, "Only users have access keys");
        }
        return MailboxName.inbox(who.id()).owner();
    }

    private static Property ofUser() {
        return new Property("", Kind.ACCESS_KEY, "");
    }

    private static Property ofFolder(String user, MailboxName folder) {
        return new Property(folder.folder(), Kind.ACCESS_KEY, user);
    }
}
