// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import org.h2.mvstore.MVMap;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.state.RecordWriter;

/** How many messages use a content; there is no entry for one that is not used. */
record ReferenceTable(MVMap<byte[], byte[]> map) {

    long count(ContentLocator content) {
        byte[] value = map.get(Keys.of(content));
        return value == null ? 0 : Sealed.open(value).number();
    }

    /**
     * Some more messages use a content, or fewer.
     *
     * @return false if none uses it now
     */
    boolean add(ContentLocator content, long more) {
        byte[] key = Keys.of(content);
        byte[] value = map.get(key);
        long count = (value == null ? 0 : Sealed.open(value).number()) + more;
        if (count > 0) {
            map.put(key, Sealed.seal(new RecordWriter(9).number(count)));
        } else if (value != null) {
            map.remove(key);
        }
        return count > 0;
    }
}
