// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.StoreSnapshot.Annotation;
import org.tubepost.api.store.StoreSnapshot.Attributes;

/**
 * An owner in a stream: as a snapshot has it, with the selected folders only. Rights and
 * annotations follow in records of their own, for together they may be larger than a record.
 */
final class OwnerEntry {
    private final String id;
    private final String partition;
    private final List<MailboxName> subscriptions = new ArrayList<>();
    private final Map<String, FolderEntry> folders = new LinkedHashMap<>();
    private final List<Annotation> annotations = new ArrayList<>();

    private static final class FolderEntry {
        private final long mailbox;
        private final String specialUse;
        private final SortedMap<String, AccessRights> rights = new TreeMap<>();
        private final List<Annotation> annotations = new ArrayList<>();

        FolderEntry(long mailbox, String specialUse) {
            this.mailbox = mailbox;
            this.specialUse = specialUse;
        }
    }

    static Payload encode(StoreSnapshot.Owner owner) {
        Payload to = new Payload().text(owner.id()).text(owner.partition());
        to.number(owner.subscriptions().size());
        owner.subscriptions().forEach(n -> to.text(n.owner()).text(n.folder()));
        to.number(owner.folders().size());
        owner.folders()
                .forEach(f -> to.text(f.name().folder()).number(f.mailbox()).text(f.specialUse()));
        return to;
    }

    static Payload encode(String folder, SortedMap<String, AccessRights> rights) {
        Payload to = new Payload().text(folder);
        rights.forEach((identifier, granted) -> to.text(identifier).text(granted.letters()));
        return to;
    }

    static Payload encode(String folder, Annotation note) {
        return new Payload().text(folder).text(note.user()).text(note.entry()).text(note.value());
    }

    /** Reads an owner without rights and annotations. */
    OwnerEntry(Fields from) {
        this.id = from.text();
        this.partition = from.text();
        for (long i = from.count(); i > 0; i--) {
            subscriptions.add(new MailboxName(from.text(), from.text()));
        }
        for (long i = from.count(); i > 0; i--) {
            String name = new MailboxName(id, from.text()).folder();
            folders.put(name, new FolderEntry(from.count(), from.text()));
        }
        from.end();
    }

    /** Reads the rights of one of the folders. */
    void addRights(Fields from) {
        FolderEntry folder = folder(from.text());
        while (from.hasMore()) {
            folder.rights.put(from.text(), new AccessRights(from.text()));
        }
    }

    /** Reads an annotation of one of the folders, or of the account. */
    void addAnnotation(Fields from) {
        String folder = from.text();
        Annotation note = new Annotation(from.text(), from.text(), from.text());
        from.end();
        (folder.isEmpty() ? annotations : folder(folder).annotations).add(note);
    }

    private FolderEntry folder(String name) {
        FolderEntry folder = folders.get(name);
        if (folder == null) {
            throw new IllegalArgumentException("a folder that its owner does not have");
        }
        return folder;
    }

    /** The owner with all that was read. */
    StoreSnapshot.Owner toOwner() {
        List<StoreSnapshot.Folder> all = new ArrayList<>(folders.size());
        folders.forEach(
                (name, f) ->
                        all.add(
                                new StoreSnapshot.Folder(
                                        new MailboxName(id, name),
                                        f.mailbox,
                                        f.specialUse,
                                        new Attributes(f.rights, f.annotations))));
        return new StoreSnapshot.Owner(id, partition, all, subscriptions, annotations);
    }
}
