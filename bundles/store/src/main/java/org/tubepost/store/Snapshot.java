// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.store.index.IndexSnapshot;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;

/** A snapshot of the derived index, in the words of the API. */
final class Snapshot implements StoreSnapshot {
    private final IndexSnapshot index;
    private final Core core;
    private final Guard guard;
    private final Runnable end;

    Snapshot(IndexSnapshot index, Core core, Guard guard, Runnable end) {
        this.index = index;
        this.core = core;
        this.guard = guard;
        this.end = end;
    }

    @Override
    public long position() {
        return index.lsn();
    }

    @Override
    public List<String> owners() {
        return index.owners();
    }

    @Override
    public Optional<Owner> owner(String id) throws StoreException {
        // Of others only shares are known, which are in no backup.
        return guard.call(
                () ->
                        index.owner(MailboxName.inbox(id).owner())
                                .filter(owner -> !owner.folders().isEmpty())
                                .map(Snapshot::owner));
    }

    private static Owner owner(OwnerState state) {
        List<Folder> folders = new ArrayList<>(state.folders().size());
        state.folders()
                .forEach(
                        (name, folder) ->
                                folders.add(
                                        new Folder(
                                                new MailboxName(state.owner(), name),
                                                folder.mailbox(),
                                                folder.specialUse(),
                                                FolderAttributes.of(state, name))));
        return new Owner(
                state.owner(),
                state.partition(),
                folders,
                List.copyOf(state.subscriptions()),
                FolderAttributes.annotations(state, ""));
    }

    @Override
    public Optional<Messages> mailbox(long number) throws StoreException {
        return guard.call(() -> index.mailbox(number).map(state -> new Frozen(state, core)));
    }

    @Override
    public void close() {
        end.run();
    }

    private record Frozen(MailboxState state, Core core) implements Messages {
        @Override
        public long uidValidity() {
            return state.head().uidValidity();
        }

        @Override
        public MailboxView view() {
            return state;
        }

        @Override
        public NavigableMap<String, List<UidRange>> seen() {
            NavigableMap<String, List<UidRange>> seen = new TreeMap<>();
            for (String user : state.readers().users()) {
                seen.put(user, state.readers().by(user).list());
            }
            return seen;
        }

        @Override
        public List<Long> expungedSince(long modSeq) {
            return state.expungedSince(modSeq);
        }

        @Override
        public Content content(long uid) throws IOException {
            int found = state.indexOf(uid);
            if (found < 0) {
                throw new StoreException(
                        StoreException.Code.NONEXISTENT,
                        state.name() + " had no message with UID " + uid);
            }
            ContentLocator at = state.messages().row(found, uid, 0).content();
            return core.partitions().open(at);
        }
    }
}
