// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreSnapshot;

/** An owner in a stream: as a snapshot has it, with the selected folders only. */
final class OwnerEntry {
    private OwnerEntry() {}

    static Payload encode(StoreSnapshot.Owner owner) {
        Payload to = new Payload().text(owner.id()).text(owner.partition());
        to.number(owner.subscriptions().size());
        owner.subscriptions().forEach(n -> to.text(n.owner()).text(n.folder()));
        to.number(owner.folders().size());
        owner.folders()
                .forEach(f -> to.text(f.name().folder()).number(f.mailbox()).text(f.specialUse()));
        return to;
    }

    static StoreSnapshot.Owner decode(Fields from) {
        String id = from.text();
        String partition = from.text();
        List<MailboxName> subscriptions = new ArrayList<>();
        for (long i = from.count(); i > 0; i--) {
            subscriptions.add(new MailboxName(from.text(), from.text()));
        }
        List<StoreSnapshot.Folder> folders = new ArrayList<>();
        for (long i = from.count(); i > 0; i--) {
            MailboxName name = new MailboxName(id, from.text());
            folders.add(new StoreSnapshot.Folder(name, from.count(), from.text()));
        }
        return new StoreSnapshot.Owner(id, partition, folders, subscriptions);
    }
}
