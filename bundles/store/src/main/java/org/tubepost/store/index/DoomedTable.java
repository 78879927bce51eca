// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.state.RecordWriter;

/**
 * Contents that no message uses, and of which no partition said that it released them. The sealed
 * value repeats the number, so that a damaged key never names a content to be released.
 */
record DoomedTable(MVMap<byte[], byte[]> map) {

    void add(ContentLocator content) {
        map.put(Keys.of(content), Sealed.seal(new RecordWriter(9).number(content.number())));
    }

    void remove(ContentLocator content) {
        map.remove(Keys.of(content));
    }

    /** All of them; throws {@link IndexDamagedException} if one is not what it was. */
    List<ContentLocator> all() {
        List<ContentLocator> all = new ArrayList<>();
        Cursor<byte[], byte[]> cursor = map.cursor(null);
        while (cursor.hasNext()) {
            ContentLocator content = Keys.content(cursor.next());
            if (Sealed.open(cursor.getValue()).number() != content.number()) {
                throw new IndexDamagedException(content + " has another key");
            }
            all.add(content);
        }
        return all;
    }
}
