// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.store.SearchIndex;
import org.tubepost.api.store.SearchIndex.Found;
import org.tubepost.api.store.SearchIndex.Text;
import org.tubepost.api.store.SearchIndex.Where;
import org.tubepost.wire.imap.SearchKey;

/**
 * What the search index knows of the keys of a search that are about texts. It is asked once, for
 * all messages that the client knows; of what it does not know messages are read.
 *
 * @param found by key
 */
record IndexedKeys(Map<SearchKey, Found> found) {
    /** Nothing is known. */
    static final IndexedKeys NONE = new IndexedKeys(Map.of());

    /** Asks the index, if there is one and the search is about texts. */
    static IndexedKeys ask(Rooms rooms, Selected selected, SearchKey search) {
        Set<SearchKey> keys = new LinkedHashSet<>();
        collect(search, keys);
        if (keys.isEmpty() || selected.known().size() == 0) {
            return NONE;
        }
        try (Lease<SearchIndex> index = rooms.searchIndex().orElse(null)) {
            if (index == null) {
                return NONE;
            }
            List<SearchKey> asked = new ArrayList<>(keys);
            List<Found> answers =
                    index.service()
                            .find(
                                    selected.name().owner(),
                                    selected.known(),
                                    asked.stream().map(IndexedKeys::text).toList());
            Map<SearchKey, Found> found = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                found.put(asked.get(i), answers.get(i));
            }
            return new IndexedKeys(found);
        }
    }

    private static void collect(SearchKey key, Set<SearchKey> into) {
        if (key instanceof SearchKey.And and) {
            and.keys().forEach(k -> collect(k, into));
        } else if (key instanceof SearchKey.Or or) {
            collect(or.one(), into);
            collect(or.other(), into);
        } else if (key instanceof SearchKey.Not not) {
            collect(not.key(), into);
        } else if (key instanceof SearchKey.Words || key instanceof SearchKey.Header) {
            into.add(key);
        }
    }

    private static Text text(SearchKey key) {
        if (key instanceof SearchKey.Header header) {
            return new Text(Where.FIELD, header.field(), header.text());
        }
        SearchKey.Words words = (SearchKey.Words) key;
        return new Text(words.headerToo() ? Where.HEADER_AND_BODY : Where.BODY, "", words.text());
    }

    /** Whether a message matches a key; empty if it has to be read. */
    Optional<Boolean> matches(SearchKey key, int index) {
        Found known = found.get(key);
        return known == null || known.unknown().get(index)
                ? Optional.empty()
                : Optional.of(known.holding().get(index));
    }
}
