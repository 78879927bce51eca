// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.time.Clock;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.FetchItem;
import org.tubepost.wire.imap.SearchKey;

/**
 * Searches of the selected mailbox of whose results the client is told (RFC 5267); they end with
 * the selection. Used by one thread at a time.
 */
final class SearchContexts {
    private static final Logger LOG = LoggerFactory.getLogger(SearchContexts.class);

    /** In one session; each takes two bits for each message. */
    private static final int MOST = 10;

    private final Client client;
    private final Selected selected;
    private final Map<String, SearchContext> byTag = new LinkedHashMap<>();

    SearchContexts(Client client, Selected selected) {
        this.client = client;
        this.selected = selected;
    }

    /** A search under this tag is kept. */
    boolean has(String tag) {
        return byTag.containsKey(tag);
    }

    /**
     * From now on the client is told how the result of the search under way changes, or it is told
     * that it will not be.
     *
     * @param byUid the client is told UIDs, not message numbers
     * @param fetched what is told of new messages that match
     * @param found indexes of messages that match now
     */
    void begin(SearchKey key, boolean byUid, List<FetchItem> fetched, BitSet found) {
        if (!SearchContext.isSteady(key, selected.known())) {
            refuse(client.tag(), "The result changes by itself");
        } else if (byTag.size() >= MOST) {
            refuse(client.tag(), "Too many contexts");
        } else {
            byTag.put(
                    client.tag(), new SearchContext(client, selected, key, byUid, fetched, found));
        }
    }

    /** Tells that a search is not kept, or not any longer (RFC 5267 section 4.3.1). */
    void refuse(String tag, String why) {
        client.out().line("* NO [NOUPDATE \"" + tag + "\"] " + why);
    }

    /** Ends one; false if there is none. */
    boolean end(String tag) {
        return byTag.remove(tag) != null;
    }

    /** Messages are about to go; to be called while they still have their numbers. */
    void tellGone(BitSet gone) {
        endNumbered();
        if (!gone.isEmpty()) {
            byTag.values().forEach(c -> c.tellGone(gone));
        }
    }

    /**
     * The client knows of changes now; what they make of results is worked out by {@link #tell}.
     *
     * @param since modification sequence that the client knew before
     * @param firstNew index of the first message that has come
     */
    void changed(long since, int firstNew) {
        if (byTag.isEmpty()) {
            return;
        }
        for (MessageRecord record : selected.mailbox().changedSince(since)) {
            int at = selected.known().indexOf(record.uid());
            if (at >= 0 && at < firstNew) {
                byTag.values().forEach(c -> c.changed(at));
            }
        }
        byTag.values().forEach(c -> c.arrived(firstNew));
    }

    /** Looks at a share of what has changed; when that is not all, the session goes on soon. */
    void tell() {
        if (byTag.isEmpty()) {
            return;
        }
        endNumbered();
        SearchMatcher matcher = new SearchMatcher(selected, Clock.systemUTC().instant());
        boolean more = false;
        Iterator<Map.Entry<String, SearchContext>> each = byTag.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, SearchContext> entry = each.next();
            try {
                more |= entry.getValue().tell(matcher);
            } catch (IOException failed) {
                LOG.warn("A search of {} cannot be kept", selected.name(), failed);
                each.remove();
                refuse(entry.getKey(), "A message cannot be read");
            }
        }
        if (more) {
            client.wake().run();
        }
    }

    /** There are no message numbers any more (RFC 9586). */
    private void endNumbered() {
        if (!client.features().has(Feature.UIDONLY)) {
            return;
        }
        List<String> numbered =
                byTag.entrySet().stream()
                        .filter(e -> !e.getValue().isByUid())
                        .map(Map.Entry::getKey)
                        .toList();
        for (String tag : numbered) {
            byTag.remove(tag);
            refuse(tag, "Messages have no numbers any more");
        }
    }
}
