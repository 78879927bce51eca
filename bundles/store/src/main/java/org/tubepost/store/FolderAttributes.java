// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreSnapshot.Annotation;
import org.tubepost.api.store.StoreSnapshot.Attributes;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;
import org.tubepost.store.state.Property.Kind;

/**
 * Rights and annotations of folders as a whole, for backup and restore. Other properties stay with
 * the store: access keys must not leave it, and quotas go on by what is there.
 */
final class FolderAttributes {
    /** Values in one log record are few enough that others need not wait for it. */
    private static final long OCTETS_AT_ONCE = 1 << 20;

    private FolderAttributes() {}

    /** What a folder has. */
    static Attributes of(OwnerState owner, String folder) {
        SortedMap<String, AccessRights> rights = new TreeMap<>();
        owner.propertiesOf(folder)
                .forEach(
                        (property, value) -> {
                            if (property.kind() == Kind.RIGHTS) {
                                rights.put(property.name(), new AccessRights(value));
                            }
                        });
        return new Attributes(rights, annotations(owner, folder));
    }

    /** Annotations of a folder; of the account if the name is empty. */
    static List<Annotation> annotations(OwnerState owner, String folder) {
        List<Annotation> notes = new ArrayList<>();
        owner.propertiesOf(folder)
                .forEach(
                        (property, value) -> {
                            if (property.kind() == Kind.ANNOTATION) {
                                notes.add(Notes.annotation(property, value));
                            }
                        });
        return notes;
    }

    /**
     * Has a folder have these and no others, rights first.
     *
     * @return false if that was not all for one log record
     */
    static boolean replace(Draft draft, MailboxName name, Attributes attributes) {
        Map<Property, String> wanted = new TreeMap<>();
        attributes
                .rights()
                .forEach(
                        (identifier, rights) ->
                                wanted.put(
                                        new Property(name.folder(), Kind.RIGHTS, identifier),
                                        rights.letters()));
        attributes.annotations().forEach(a -> Notes.put(a, name.folder(), wanted));
        boolean all = replace(draft, name.owner(), name.folder(), wanted);
        Sharing.identifiers(draft.owner(name.owner()), name.folder()).stream()
                .filter(identifier -> !identifier.negative())
                .forEach(identifier -> note(draft, identifier.name(), name));
        return all;
    }

    /**
     * Has an account have these annotations and no others.
     *
     * @return false if that was not all for one log record
     */
    static boolean replace(Draft draft, String owner, List<Annotation> annotations) {
        Map<Property, String> wanted = new TreeMap<>();
        annotations.forEach(a -> Notes.put(a, "", wanted));
        return replace(draft, owner, "", wanted);
    }

    private static boolean replace(
            Draft draft, String owner, String folder, Map<Property, String> wanted) {
        Map<Property, String> there = draft.owner(owner).propertiesOf(folder);
        there.keySet().stream()
                .filter(p -> p.kind() == Kind.RIGHTS || p.kind() == Kind.ANNOTATION)
                .filter(p -> !wanted.containsKey(p))
                .forEach(p -> draft.property(owner, p, ""));
        long octets = 0;
        for (Map.Entry<Property, String> each : wanted.entrySet()) {
            if (each.getValue().equals(there.get(each.getKey()))) {
                continue;
            }
            if (octets > OCTETS_AT_ONCE) {
                return false;
            }
            draft.property(owner, each.getKey(), each.getValue());
            octets += each.getValue().length();
        }
        return true;
    }

    /** Nothing is written for a note that is there. */
    private static void note(Draft draft, String user, MailboxName name) {
        OwnerState known = draft.owner(user);
        if (known == null || !known.properties().containsKey(Sharing.note(name))) {
            draft.grant(user, name);
        }
    }
}
