// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.RecordWriter;

/** Owners in the index, by their ids. */
record OwnerTable(MVMap<byte[], byte[]> map) {

    Optional<OwnerState> read(String id) {
        return Optional.ofNullable(map.get(Keys.of(id)))
                .map(v -> OwnerState.decode(Sealed.open(v)));
    }

    /** Ids of all of them, in order. */
    List<String> ids() {
        List<String> ids = new ArrayList<>();
        map.keyIterator(null).forEachRemaining(k -> ids.add(Keys.text(k)));
        return ids;
    }

    /** Ids of those who have a folder, in order; no state is made of what is read. */
    List<String> withFolder() {
        List<String> ids = new ArrayList<>();
        Cursor<byte[], byte[]> all = map.cursor(null);
        while (all.hasNext()) {
            String id = Keys.text(all.next());
            if (OwnerState.hasFolder(Sealed.open(all.getValue()))) {
                ids.add(id);
            }
        }
        return ids;
    }

    void write(Checkpoint.Change<OwnerState> change) {
        if (change.after() == null) {
            if (change.before() != null) {
                map.remove(Keys.of(change.before().owner()));
            }
            return;
        }
        RecordWriter to = new RecordWriter();
        change.after().encode(to);
        map.put(Keys.of(change.after().owner()), Sealed.seal(to));
    }
}
