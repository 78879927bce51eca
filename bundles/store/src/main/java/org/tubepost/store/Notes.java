// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Annotations;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.api.store.StoreSnapshot.Annotation;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;
import org.tubepost.store.state.Property.Kind;

/** Annotations of folders and accounts; private ones are kept under the user who wrote them. */
final class Notes implements Annotations {
    private static final String PRIVATE = "/private/";
    private static final String SHARED = "/shared/";
    private static final char BETWEEN = '\0';

    private final Core core;
    private final Guard guard;
    private final Folders folders;

    Notes(Core core, Guard guard, Folders folders) {
        this.core = core;
        this.guard = guard;
        this.folders = folders;
    }

    @Override
    public NavigableMap<String, String> of(Identity who, Optional<MailboxName> folder)
            throws StoreException {
        return guard.call(() -> read(who, folder));
    }

    private NavigableMap<String, String> read(Identity who, Optional<MailboxName> folder)
            throws StoreException {
        folders.ensureOwner(who, who.id());
        if (folder.isPresent()) {
            core.rights().check(who, folder.get(), 'l');
        }
        NavigableMap<String, String> seen = new TreeMap<>();
        OwnerState owner = core.catalogue().owner(owner(who, folder)).visible();
        if (owner == null || !exists(owner, folder)) {
            throw nonexistent();
        }
        String own = user(who) + BETWEEN;
        owner.propertiesOf(folder.map(MailboxName::folder).orElse(""))
                .forEach(
                        (p, value) -> {
                            int nul = p.name().indexOf(BETWEEN);
                            boolean visible = nul == 0 || p.name().startsWith(own);
                            if (p.kind() == Kind.ANNOTATION && visible) {
                                seen.put(p.name().substring(nul + 1), value.substring(1));
                            }
                        });
        return seen;
    }

    @Override
    public void set(
            Identity who, Optional<MailboxName> folder, Map<String, Optional<String>> changes)
            throws StoreException {
        guard.run(() -> change(who, folder, changes));
    }

    private void change(
            Identity who, Optional<MailboxName> folder, Map<String, Optional<String>> changes)
            throws StoreException {
        folders.ensureOwner(who, who.id());
        for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
            check(who, folder, change.getKey());
            if (change.getValue().orElse("").length() > MAX_OCTETS) {
                throw new StoreException(Code.LIMIT, "Values have at most " + MAX_OCTETS);
            }
        }
        String id = owner(who, folder);
        String name = folder.map(MailboxName::folder).orElse("");
        core.sequencer()
                .commit(
                        () -> {
                            Draft draft = core.draft();
                            if (draft.owner(id) == null || !exists(draft.owner(id), folder)) {
                                throw nonexistent();
                            }
                            changes.forEach(
                                    (entry, value) ->
                                            draft.property(
                                                    id,
                                                    property(who, name, entry),
                                                    value.map(Notes::kept).orElse("")));
                            if (count(draft.owner(id), name, user(who)) > MAX_ENTRIES
                                    || count(draft.owner(id), name, "") > MAX_ENTRIES) {
                                throw new StoreException(Code.LIMIT, "Too many annotations");
                            }
                            return new Step<>(draft.ops(), () -> id);
                        });
    }

    /** An annotation as it is kept, in the words of the API. */
    static Annotation annotation(Property property, String value) {
        int nul = property.name().indexOf(BETWEEN);
        return new Annotation(
                property.name().substring(0, nul),
                property.name().substring(nul + 1),
                value.substring(1));
    }

    /** Puts an annotation, as it is to be kept with a folder or an account, among others. */
    static void put(Annotation note, String folder, Map<Property, String> among) {
        among.put(
                new Property(folder, Kind.ANNOTATION, note.user() + BETWEEN + note.entry()),
                kept(note.value()));
    }

    /** Empty values are values, while an empty property is none. */
    private static String kept(String value) {
        return "=" + value;
    }

    /** What one user wrote, or all together: nobody takes the room of others. */
    private static long count(OwnerState owner, String folder, String user) {
        return owner.propertiesOf(folder).keySet().stream()
                .filter(p -> p.kind() == Kind.ANNOTATION && p.name().startsWith(user + BETWEEN))
                .count();
    }

    private void check(Identity who, Optional<MailboxName> folder, String entry)
            throws StoreException {
        boolean shared = entry.startsWith(SHARED);
        if (!shared && !entry.startsWith(PRIVATE)) {
            throw new StoreException(Code.CANNOT, "Names begin with /private/ or /shared/");
        }
        if (folder.isPresent()) {
            core.rights().check(who, folder.get(), shared ? 'w' : 'l');
        } else if (shared) {
            throw new StoreException(Code.NOPERM, "The administrator's settings hold these");
        }
    }

    private static Property property(Identity who, String folder, String entry) {
        String user = entry.startsWith(SHARED) ? "" : user(who);
        return new Property(folder, Kind.ANNOTATION, user + BETWEEN + entry);
    }

    private static String user(Identity who) {
        return MailboxName.inbox(who.id()).owner();
    }

    private static String owner(Identity who, Optional<MailboxName> folder) {
        return folder.map(MailboxName::owner).orElseGet(() -> user(who));
    }

    private static boolean exists(OwnerState owner, Optional<MailboxName> folder) {
        return folder.isEmpty() || owner.folders().containsKey(folder.get().folder());
    }

    private static StoreException nonexistent() {
        return new StoreException(Code.NONEXISTENT, "There is no such mailbox");
    }
}
