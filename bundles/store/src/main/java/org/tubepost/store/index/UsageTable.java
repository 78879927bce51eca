// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.tubepost.store.state.RecordWriter;
import org.tubepost.store.state.UsageState;

/** What owners keep, by their ids; there is no entry for those who keep nothing. */
record UsageTable(MVMap<byte[], byte[]> map) {

    Optional<UsageState> read(String owner) {
        return Optional.ofNullable(map.get(Keys.of(owner)))
                .map(v -> UsageState.decode(Sealed.open(v)));
    }

    void write(Checkpoint.Change<UsageState> change) {
        UsageState usage = change.after();
        if (usage.messages() == 0) {
            map.remove(Keys.of(usage.owner()));
            return;
        }
        RecordWriter to = new RecordWriter();
        usage.encode(to);
        map.put(Keys.of(usage.owner()), Sealed.seal(to));
    }
}
